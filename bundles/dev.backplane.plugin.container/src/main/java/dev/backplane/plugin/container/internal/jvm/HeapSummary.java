package dev.backplane.plugin.container.internal.jvm;

import dev.backplane.api.Param;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the JVM uses its memory. */
public record HeapSummary(
        @Param("Since the JVM started, in milliseconds") long uptimeMillis,
        Usage heap,
        Usage nonHeap,
        List<Pool> pools,
        @Param("Memory outside the heap that buffers hold") List<Buffers> buffers,
        List<Collector> collectors,

        @Param("Classes with instances; where this is more than the list holds, the list is cut")
        int classesTotal,

        @Param("Bytes that the instances of all classes hold")
        long instancesBytes,

        @Param("Those that hold the most first") List<ClassUse> classes) {

    /** In bytes. */
    public record Usage(
            long usedBytes,
            long committedBytes,

            @Param("Absent where there is no bound") @Nullable
            Long maxBytes) {}

    /** A memory pool. */
    public record Pool(
            String name,
            boolean heap,
            Usage usage,

            @Param("Used after the last collection: what is live, about") @Nullable
            Long usedAfterCollectionBytes) {}

    /** Direct or mapped buffers. */
    public record Buffers(String name, long count, long usedBytes) {}

    /** A garbage collector. */
    public record Collector(
            String name,
            long collections,
            @Param("Time spent, in milliseconds") long millis) {}

    /** What the instances of a class hold. */
    public record ClassUse(String name, @Nullable String module, long instances, long bytes) {}
}
