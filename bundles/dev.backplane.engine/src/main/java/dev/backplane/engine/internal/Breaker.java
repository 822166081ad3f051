package dev.backplane.engine.internal;

import dev.backplane.spi.tool.ToolActivity.State;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The circuit breaker of one tool. It rests the tool once its failures within a window are many, and most of its calls; after
 * the rest a few calls try it, and all must go well. Thread-safe: a call that goes well while the tool serves reads one
 * volatile field; all else is guarded by the lock.
 */
final class Breaker {

    private static final Logger LOG = LoggerFactory.getLogger(Breaker.class);

    private final String name;
    private final Supplier<CallLimits> limits;
    private final LongSupplier calls;
    private final LongSupplier nanos;

    /** Written under the lock. */
    private volatile State state = State.SERVING;

    private long windowStart;
    private long callsBefore;
    private long failures;
    private long restsUntil;
    private long probesSince;
    private int probes;
    private int good;

    /**
     * @param calls how often the tool was called so far
     * @param nanos the time, as {@link System#nanoTime}
     */
    Breaker(String name, Supplier<CallLimits> limits, LongSupplier calls, LongSupplier nanos) {
        this.name = name;
        this.limits = limits;
        this.calls = calls;
        this.nanos = nanos;
    }

    State state() {
        State now = state;
        return now == State.RESTING && restsMillis() == 0 ? State.PROBING : now;
    }

    synchronized long restsMillis() {
        return state == State.RESTING ? millis(restsUntil - nanos.getAsLong()) : 0;
    }

    /** Rounds up, so that it is 0 only once the time is over. */
    private static long millis(long time) {
        return Math.max(0, TimeUnit.NANOSECONDS.toMillis(time + 999_999));
    }

    /**
     * Lets a call in.
     *
     * @return whether it is one that tries the tool, so that its end must be told
     * @throws ProtocolException if the tool rests; says for how long
     */
    boolean admit() {
        return state != State.SERVING && probe();
    }

    private synchronized boolean probe() {
        CallLimits now = limits.get();
        if (now.breakerFailures() == 0) {
            serve();
        }
        if (state == State.SERVING) {
            return false;
        }
        long time = nanos.getAsLong();
        if (state == State.RESTING) {
            if (restsUntil - time > 0) {
                throw resting(millis(restsUntil - time));
            }
            state = State.PROBING;
            beginProbes(time);
        }
        if (probes >= now.breakerProbes()) {
            long waited = time - probesSince;
            long rest = TimeUnit.MILLISECONDS.toNanos(now.breakerRestMillis());
            if (waited < rest) {
                throw resting(millis(rest - waited));
            }
            beginProbes(time);
        }
        probes++;
        return true;
    }

    private void beginProbes(long time) {
        probesSince = time;
        probes = 0;
        good = 0;
    }

    private ProtocolException resting(long millis) {
        return new ProtocolException(
                503,
                ProtocolException.INTERNAL_ERROR,
                "Tool " + name + " rests after too many failures; try again in " + millis + " ms",
                Map.of("retryAfterMillis", millis),
                millis);
    }

    private void serve() {
        state = State.SERVING;
        failures = 0;
        windowStart = nanos.getAsLong();
        callsBefore = calls.getAsLong();
    }

    /** A call that tried the tool went well. */
    synchronized void probeSucceeded() {
        if (state == State.PROBING && ++good >= limits.get().breakerProbes()) {
            serve();
            LOG.info("Tool {} serves again", name);
        }
    }

    /** A call that tried the tool has ended without telling anything of it. */
    synchronized void probeAbandoned() {
        if (state == State.PROBING && probes > good) {
            probes--;
        }
    }

    /**
     * A call has failed.
     *
     * @param weight for how many it counts: what costs more than a call that throws counts for more
     */
    synchronized void failed(int weight, boolean probe, String why) {
        CallLimits now = limits.get();
        if (state == State.PROBING && probe) {
            rest(now, "it failed again: " + why);
        }
        if (state != State.SERVING || now.breakerFailures() == 0) {
            return;
        }
        long time = nanos.getAsLong();
        long all = calls.getAsLong();
        if (failures == 0 || time - windowStart > TimeUnit.MILLISECONDS.toNanos(now.breakerWindowMillis())) {
            windowStart = time;
            callsBefore = all - 1;
            failures = 0;
        }
        failures += weight;
        if (failures >= now.breakerFailures() && failures * 100 >= (all - callsBefore) * now.breakerPercent()) {
            rest(
                    now,
                    failures + " failures (breakerFailures) within " + now.breakerWindowMillis() + " ms, the last: "
                            + why);
        }
    }

    private void rest(CallLimits now, String why) {
        state = State.RESTING;
        restsUntil = nanos.getAsLong() + TimeUnit.MILLISECONDS.toNanos(now.breakerRestMillis());
        failures = 0;
        LOG.warn("Tool {} rests for {} ms (breakerRestMillis): {}", name, now.breakerRestMillis(), why);
    }
}
