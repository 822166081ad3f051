package dev.backplane.plugin.container.internal.jvm;

import dev.backplane.api.Param;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The threads of this JVM at one moment. */
public record ThreadDump(
        @Param("Threads alive") int total,
        int daemon,
        @Param("The most there ever were") int peak,
        @Param("How many threads are in each state") Map<String, Integer> states,

        @Param("Ids of the threads that wait for each other for ever")
        List<Long> deadlocked,

        @Param("Threads that match; where this is more than the list holds, the list is cut")
        int matching,

        @Param("Deadlocked threads first, then by id") List<Entry> threads) {

    /** One thread. */
    public record Entry(
            long id,
            String name,
            Thread.State state,
            boolean daemon,

            @Param("Processor time used, in milliseconds") @Nullable
            Long cpuMillis,

            @Param("How often it had to wait for a monitor") long blockedCount,
            @Param("What it waits for") @Nullable String waitsFor,
            @Param("The thread that holds it") @Nullable Long heldBy,
            @Param("The innermost call first") List<String> stack) {}
}
