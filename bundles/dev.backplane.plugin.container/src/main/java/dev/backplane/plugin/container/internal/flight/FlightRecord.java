package dev.backplane.plugin.container.internal.flight;

import dev.backplane.api.Param;
import java.util.List;

/** What a Flight Recorder capture shows. */
public record FlightRecord(
        @Param("The recording on the server, for JDK Mission Control or jfr print")
        String file,

        long fileBytes,
        int seconds,
        String settings,
        long events,
        @Param("Samples of running Java code") long executionSamples,

        @Param("The methods that were on top of the stack most often")
        List<HotMethod> topMethods,

        @Param("Samples of allocations") long allocationSamples,

        @Param("Where the most bytes were allocated, estimated from the samples")
        List<AllocationSite> topAllocations,

        @Param("Garbage collections") long collections,
        @Param("The sum of their pauses, in milliseconds") double pauseMillis) {

    /** A method that runs often. */
    public record HotMethod(
            String method,
            long samples,
            @Param("Of all execution samples") double percent) {}

    /** A place that allocates much. */
    public record AllocationSite(
            @Param("The innermost one outside the JDK, where there is any")
            String method,

            @Param("The class allocated most there") String type,
            long bytes,
            @Param("Of all bytes allocated") double percent) {}
}
