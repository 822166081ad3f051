package dev.backplane.plugin.container.internal.jvm;

import dev.backplane.plugin.container.internal.jvm.HeapSummary.Buffers;
import dev.backplane.plugin.container.internal.jvm.HeapSummary.ClassUse;
import dev.backplane.plugin.container.internal.jvm.HeapSummary.Collector;
import dev.backplane.plugin.container.internal.jvm.HeapSummary.Pool;
import dev.backplane.plugin.container.internal.jvm.HeapSummary.Usage;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;

/** The memory of this JVM. Thread-safe: it keeps nothing. */
public final class Heap {

    private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();

    /** Returns the heap's use now, garbage included. */
    public Usage heap() {
        return usage(memory.getHeapMemoryUsage());
    }

    public List<Collector> collectors() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .map(collector -> new Collector(
                        collector.getName(),
                        Math.max(0, collector.getCollectionCount()),
                        Math.max(0, collector.getCollectionTime())))
                .toList();
    }

    /** @param histogram all classes, those that hold the most first; {@code limit} of them are kept */
    HeapSummary summary(List<ClassUse> histogram, int limit) {
        return new HeapSummary(
                ManagementFactory.getRuntimeMXBean().getUptime(),
                heap(),
                usage(memory.getNonHeapMemoryUsage()),
                ManagementFactory.getMemoryPoolMXBeans().stream()
                        .filter(MemoryPoolMXBean::isValid)
                        .map(Heap::pool)
                        .toList(),
                ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .map(buffers -> new Buffers(
                                buffers.getName(), buffers.getCount(), Math.max(0, buffers.getMemoryUsed())))
                        .toList(),
                collectors(),
                histogram.size(),
                histogram.stream().mapToLong(ClassUse::bytes).sum(),
                List.copyOf(histogram.subList(0, Math.min(limit, histogram.size()))));
    }

    private static Pool pool(MemoryPoolMXBean pool) {
        MemoryUsage afterCollection = pool.getCollectionUsage();
        return new Pool(
                pool.getName(),
                pool.getType() == MemoryType.HEAP,
                usage(pool.getUsage()),
                afterCollection == null ? null : afterCollection.getUsed());
    }

    private static Usage usage(MemoryUsage usage) {
        return new Usage(usage.getUsed(), usage.getCommitted(), usage.getMax() < 0 ? null : usage.getMax());
    }
}
