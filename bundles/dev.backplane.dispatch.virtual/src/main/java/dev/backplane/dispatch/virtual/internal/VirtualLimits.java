package dev.backplane.dispatch.virtual.internal;

import dev.backplane.dispatch.lanes.DispatchLimits;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Reads the sizes of the lanes. */
final class VirtualLimits {

    /** How long the few threads for control stay without work; virtual ones do not stay. */
    private static final long IDLE_MILLIS = TimeUnit.SECONDS.toMillis(30);

    private VirtualLimits() {}

    /** @throws IllegalArgumentException if a value is no number or out of bounds */
    static DispatchLimits of(VirtualConfig config) {
        return new DispatchLimits(
                VirtualDispatcher.PID,
                number("workers", config::workers),
                number("queueLimit", config::queueLimit),
                number("sessionLimit", config::sessionLimit),
                number("toolLimit", config::toolLimit),
                number("toolWorkers", config::toolWorkers),
                number("bulkWorkers", config::bulkWorkers),
                number("bulkQueueLimit", config::bulkQueueLimit),
                number("controlWorkers", config::controlWorkers),
                number("controlQueueLimit", config::controlQueueLimit),
                number("fencedMax", config::fencedMax),
                IDLE_MILLIS,
                DispatchLimits.number(VirtualDispatcher.PID, "drainMillis", config::drainMillis));
    }

    private static int number(String key, LongSupplier value) {
        return (int) DispatchLimits.number(VirtualDispatcher.PID, key, value);
    }
}
