package dev.backplane.engine.internal;

import dev.backplane.api.Execution;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is seen of one tool from when its service comes until that goes: how its calls end, how long they take, where they
 * run. Thread-safe; a call that goes well takes no lock.
 */
final class ToolWatch {

    /** What a call counts for that fails after it has cost much: time, heap or stack. */
    private static final int COSTLY = 5;

    /** What it counts for besides if it has cost a worker. */
    private static final int HUNG = 10;

    private final LongAdder calls = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder heldUp = new LongAdder();
    private final Durations durations = new Durations();
    private final Supplier<CallLimits> limits;
    private final Breaker breaker;
    private final Placement placement;

    ToolWatch(String name, Execution declared, Supplier<CallLimits> limits) {
        this.limits = limits;
        this.breaker = new Breaker(name, limits, calls::sum, System::nanoTime);
        this.placement = new Placement(name, declared, limits, calls::sum);
    }

    Breaker breaker() {
        return breaker;
    }

    Placement placement() {
        return placement;
    }

    long calls() {
        return calls.sum();
    }

    long failures() {
        return failures.sum();
    }

    long p99Nanos() {
        return durations.p99();
    }

    long p50Nanos() {
        return durations.within(50);
    }

    long heldUpNanos() {
        return heldUp.sum();
    }

    // ---- how calls run -------------------------------------------------------------------------------------------

    /** One run of the handler, from its begin; for its thread alone. */
    final class Run {

        private final @Nullable Seat seat;
        private final boolean measured;
        private final @Nullable Meter before;
        private final long start;

        private Run(@Nullable Seat seat) {
            this.seat = seat;
            this.measured = seat == null ? placement.measures() : placement.looksClosely();
            this.before = measured ? Meter.now() : null;
            this.start = System.nanoTime();
        }

        /** The handler has returned; what it has answered is still to be written. */
        void end() {
            long wall = System.nanoTime() - start;
            durations.add(wall);
            if (seat == null) {
                if (measured) {
                    placement.ranThere(wall, before, before == null ? null : Meter.now());
                }
                return;
            }
            if (wall > limits.get().shortNanos()) {
                longHere(wall, before, seat);
            } else if (measured) {
                placement.looked();
            }
            seat.rise();
        }
    }

    /** @param seat the thread that reads requests and runs the handler; null: a worker does */
    Run begin(@Nullable Seat seat) {
        calls.increment();
        return new Run(seat);
    }

    private void longHere(long wall, @Nullable Meter before, Seat seat) {
        Meter after = Meter.now();
        long counted = seat.counted();
        long own = wall - seat.collectedNanos();
        if (own <= limits.get().shortNanos()) {
            heldUp.add(-counted); // the collections may be all there was to it
            return;
        }
        heldUp.add(own - counted);
        boolean waitedLately = after != null && seat.waitedSince(after.waits());
        placement.heldUp(own, before, after, waitedLately);
    }

    /** A call goes on holding up an I/O thread. */
    void holdsUp(long moreNanos) {
        heldUp.add(moreNanos);
    }

    // ---- how calls end -------------------------------------------------------------------------------------------

    void failed(boolean probe, @Nullable Throwable why) {
        failures.increment();
        Throwable cause = why instanceof HandlerFailure ? why.getCause() : why;
        boolean costly = cause instanceof VirtualMachineError || cause instanceof AnswerTooLargeException;
        breaker.failed(costly ? COSTLY : 1, probe, String.valueOf(cause));
    }

    void tooSlow(boolean probe, String why) {
        failures.increment();
        breaker.failed(COSTLY, probe, why);
    }

    /** It was ended, and goes on; that it was ended has been told already. */
    void hung(String why) {
        breaker.failed(HUNG, false, why);
    }
}
