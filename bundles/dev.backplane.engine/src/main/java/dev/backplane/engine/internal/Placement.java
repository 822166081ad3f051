package dev.backplane.engine.internal;

import dev.backplane.api.Execution;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the calls of one tool run: where it says, or, where it does not say, on the workers until it was seen to be short
 * and never to wait, and on the I/O thread from then on until it waits there. Thread-safe: a short call on the I/O thread
 * reads a few volatile fields and writes none.
 */
final class Placement {

    /*
     * What tells a call that waits from one that the machine holds up? Its thread's count of waits has grown. That count
     * costs too much for each call, and a native wait, such as reading a socket, does not count. So a call on the I/O
     * thread is measured by the clock alone. If one is long, and collections of garbage do not explain it, the next ones are
     * looked at closely. What is no proof adds to a suspicion, which fades with each call: so the odd call whose
     * thread the machine has held up does not banish a good tool, but a tool that keeps the thread does not stay.
     */

    private static final Logger LOG = LoggerFactory.getLogger(Placement.class);

    /** Calls that are looked at closely after a long one. */
    private static final int CLOSE_LOOKS = 64;

    /** So many calls take one from the suspicion. */
    private static final int FADE_CALLS = 100;

    /** The suspicion that sends a tool back. */
    private static final int SUSPICION_MAX = 8;

    /** How often a tool may come back that was sent back without proof that it waits. */
    private static final int COMEBACKS = 3;

    /** A wait without use of the processor that no short delay of the machine explains. */
    private static final long LONG_WAIT_NANOS = 20_000_000;

    /** Less than this off the processor is no wait. */
    private static final long OFF_NANOS = 50_000;

    /** Calls on the workers that are all measured; of later ones, one of {@value #SAMPLE}. */
    private static final int MEASURED_ALL = 2_000;

    private static final int SAMPLE = 16;

    /** How many times the calls that must be short may be doubled. */
    private static final int DOUBLED_MAX = 6;

    private final String name;
    private final Execution declared;
    private final Supplier<CallLimits> limits;
    private final LongSupplier calls;

    // on the workers
    private final AtomicInteger seen = new AtomicInteger();
    private final AtomicInteger measured = new AtomicInteger();
    private final AtomicInteger tooLong = new AtomicInteger();
    private volatile int doubled;

    private volatile boolean proven;
    private volatile boolean banished;
    private volatile String reason;

    // on the I/O thread, guarded by this
    private volatile int closeLooks;
    private long suspicion;
    private long suspectedAt;
    private int sentBack;

    /** @param calls how often the tool was called so far */
    Placement(String name, Execution declared, Supplier<CallLimits> limits, LongSupplier calls) {
        this.name = name;
        this.declared = declared;
        this.limits = limits;
        this.calls = calls;
        this.reason = declared == Execution.UNDECLARED ? "measured" : "declared";
    }

    /** Tells whether the next call runs on the I/O thread. */
    boolean here() {
        return switch (declared) {
            case NON_BLOCKING -> true;
            case BLOCKING -> false;
            case UNDECLARED -> proven && limits.get().adaptive();
        };
    }

    /** Returns why, in a word or two. */
    String reason() {
        return declared == Execution.UNDECLARED && !limits.get().adaptive() ? "not adaptive" : reason;
    }

    // ---- on the workers ------------------------------------------------------------------------------------------

    /** Tells whether to measure a call on the workers. */
    boolean measures() {
        return declared == Execution.UNDECLARED
                && !banished
                && !proven
                && limits.get().adaptive()
                && (seen.get() < MEASURED_ALL || ThreadLocalRandom.current().nextInt(SAMPLE) == 0);
    }

    /** A call that was measured on a worker has ended there. */
    void ranThere(long wallNanos, @Nullable Meter before, @Nullable Meter after) {
        CallLimits now = limits.get();
        seen.incrementAndGet();
        boolean isLong = wallNanos > now.shortNanos();
        if (before == null || after == null ? isLong : waited(wallNanos, before, after)) {
            // It must go without waiting for ever longer.
            doubled = Math.min(DOUBLED_MAX, doubled + 1);
            restart();
            return;
        }
        int longOnes = isLong ? tooLong.incrementAndGet() : tooLong.get();
        int needed = now.shortCalls() << doubled;
        if (measured.incrementAndGet() < needed) {
            return;
        }
        restart();
        if (longOnes <= needed / 100 && !banished && !proven) {
            closeLooks = CLOSE_LOOKS;
            reason = "short";
            proven = true;
            LOG.info(
                    "Tool {} runs on the I/O threads from now on: of {} calls {} took longer than shortMicros = {}, none waited",
                    name,
                    needed,
                    longOnes,
                    now.shortMicros());
        }
    }

    private void restart() {
        measured.set(0);
        tooLong.set(0);
    }

    private static boolean waited(long wallNanos, Meter before, Meter after) {
        return (after.waits() > before.waits() || after.blocks() > before.blocks())
                && off(wallNanos, before, after) > OFF_NANOS;
    }

    private static long off(long wallNanos, Meter before, Meter after) {
        return wallNanos - (after.cpuNanos() - before.cpuNanos());
    }

    // ---- on the I/O thread ---------------------------------------------------------------------------------------

    /** Tells whether to take a meter before a call on the I/O thread. */
    boolean looksClosely() {
        return closeLooks > 0 && declared == Execution.UNDECLARED;
    }

    /** A call was looked at closely, and was short. */
    void looked() {
        closeLooks--; // how many there are need not be exact
    }

    /**
     * A long call on the I/O thread has ended, or goes on.
     *
     * @param before null: it was not looked at closely
     * @param waitedLately whether the thread has waited since it was last looked at
     */
    synchronized void heldUp(long wallNanos, @Nullable Meter before, @Nullable Meter after, boolean waitedLately) {
        if (declared != Execution.UNDECLARED || !proven) {
            return;
        }
        closeLooks = CLOSE_LOOKS;
        boolean longWait = wallNanos >= LONG_WAIT_NANOS;
        if (before == null || after == null) {
            if (waitedLately && longWait) {
                banish(wallNanos);
            } else {
                suspect(waitedLately ? SUSPICION_MAX / 2 : 1, wallNanos);
            }
            return;
        }
        long off = off(wallNanos, before, after);
        if (waited(wallNanos, before, after) && after.waits() > before.waits() || off >= LONG_WAIT_NANOS) {
            banish(wallNanos);
        } else if (after.blocks() > before.blocks()) {
            suspect(SUSPICION_MAX / 2, wallNanos);
        } else {
            // Busy for long by itself, or held up by the machine.
            suspect(wallNanos - off > limits.get().shortNanos() ? 3 : 1, wallNanos);
        }
    }

    private void suspect(int weight, long wallNanos) {
        long now = calls.getAsLong();
        suspicion = Math.max(0, suspicion - (now - suspectedAt) / FADE_CALLS) + weight;
        suspectedAt = now;
        if (suspicion < SUSPICION_MAX) {
            return;
        }
        suspicion = 0;
        if (++sentBack > COMEBACKS) {
            banish(wallNanos);
            return;
        }
        restart();
        doubled = Math.min(DOUBLED_MAX, doubled + 1);
        reason = "too slow";
        proven = false;
        LOG.info(
                "Tool {} runs on the workers again: too many of its calls take longer than shortMicros = {}, such as {} ms",
                name,
                limits.get().shortMicros(),
                wallNanos / 1_000_000.0);
    }

    private void banish(long wallNanos) {
        banished = true;
        reason = "waited";
        proven = false;
        LOG.warn(
                "Tool {} has held up an I/O thread for {} ms: it stays on the workers until its bundle is replaced",
                name,
                wallNanos / 1_000_000.0);
    }
}
