package dev.backplane.metrics.internal;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.lang.management.ThreadMXBean;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** Figures of the JVM, under the names that Prometheus' own client for Java gives them. */
final class JvmMeters implements Source {

    private static final double UNKNOWN = Double.NaN;

    private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();

    @Override
    public void read(Figures out) {
        area(out, "heap", ManagementFactory.getMemoryMXBean().getHeapMemoryUsage());
        area(out, "nonheap", ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage());
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            String help = "What is used of a pool of memory";
            out.gauge("jvm_memory_pool_used_bytes", help, pool.getUsage().getUsed(), "pool", pool.getName());
        }
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            out.gauge("jvm_buffer_pool_used_bytes", "Memory of buffers", pool.getMemoryUsed(), "pool", pool.getName());
            out.gauge("jvm_buffer_pool_used_buffers", "Buffers", pool.getCount(), "pool", pool.getName());
        }
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            String name = collector.getName();
            out.counter("jvm_gc_collections", "Collections of garbage", collector.getCollectionCount(), "gc", name);
            double seconds = collector.getCollectionTime() / 1e3;
            out.counter("jvm_gc_collection_seconds", "Time that collections took", seconds, "gc", name);
        }
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        out.gauge("jvm_threads_current", "Threads", threads.getThreadCount());
        out.gauge("jvm_threads_peak", "The most threads there were", threads.getPeakThreadCount());
        int classes = ManagementFactory.getClassLoadingMXBean().getLoadedClassCount();
        out.gauge("jvm_classes_currently_loaded", "Classes", classes);
        out.gauge(
                "process_start_time_seconds",
                "When the process began, since the epoch",
                ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3);
        out.counter("process_cpu_seconds", "Processor time of the process", system("ProcessCpuTime") / 1e9);
        out.gauge("process_open_fds", "File descriptors in use", system("OpenFileDescriptorCount"));
        out.gauge("process_max_fds", "How many there may be", system("MaxFileDescriptorCount"));
    }

    private static void area(Figures out, String area, MemoryUsage usage) {
        out.gauge("jvm_memory_used_bytes", "Memory in use", usage.getUsed(), "area", area);
        out.gauge("jvm_memory_committed_bytes", "Memory that the system has given", usage.getCommitted(), "area", area);
        if (usage.getMax() >= 0) {
            out.gauge("jvm_memory_max_bytes", "Memory there may be", usage.getMax(), "area", area);
        }
    }

    /** Returns a figure that not every JVM has; its types are not to be named, since containers do not export them. */
    private double system(String attribute) {
        try {
            Object value =
                    beans.getAttribute(new ObjectName(ManagementFactory.OPERATING_SYSTEM_MXBEAN_NAME), attribute);
            return value instanceof Number number ? number.doubleValue() : UNKNOWN;
        } catch (JMException e) {
            return UNKNOWN;
        }
    }
}
