package dev.backplane.slots.internal;

import dev.backplane.spi.slot.SlotPhase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One swap in one slot: the way from an implementation to the next through all phases, and back where that fails. Used
 * once, by one thread.
 *
 * @param <T> the contract
 */
final class HandOver<T> {

    /*
     * While state is copied the old implementation serves alone. Each write to it leaves a mark, and the worker copies by
     * the marks. Copying begins when the last write that left none has ended. So once writes are held and those under way
     * have ended, working off the marks makes both implementations the same; then the new one begins to serve.
     *
     * Reads are not held. They go to the old implementation until the very moment of the switch, and a read that is
     * overtaken by it overlaps with every write that it does not see.
     */

    private static final Logger LOG = LoggerFactory.getLogger(HandOver.class);

    /** Attempts to hold the writes and finish. */
    private static final int DRAINS_MAX = 10;

    /** Times that the marks are worked off before writes are held, and the number of marks that is few enough before. */
    private static final int ROUNDS_MAX = 8;

    private static final int FEW = 64;

    /** What may get lost is copied for so many stall times at most. */
    private static final int COPYING_STALLS = 4;

    private final ActiveSlot<T> slot;
    private final Transfer<T> transfer;
    private final SlotSettings settings;
    private final SwapWorker worker;
    private final Tracker tracker;

    /** Those whose calls may still be under way. */
    private final List<Tenure<T>> over = new ArrayList<>();

    private final Feed feed = new Feed();

    /** When to cease copying what may get lost. */
    private volatile long end;

    /** Takes note of how far the swap is. */
    interface Tracker {
        void phase(SlotPhase phase);

        void moved(int entries);

        void movedAgain(int entries);

        /** Nothing has moved after all. */
        void leftOut();
    }

    HandOver(ActiveSlot<T> slot, Transfer<T> transfer, SlotSettings settings, SwapWorker worker, Tracker tracker) {
        this.slot = slot;
        this.transfer = transfer;
        this.settings = settings;
        this.worker = worker;
        this.tracker = tracker;
    }

    /**
     * Swaps.
     *
     * @param stale whether the new implementation still has what an earlier swap left in it
     * @return whether the old implementation was emptied, or has nothing to empty
     * @throws SwapFailure if it failed and was rolled back
     */
    boolean swap(Tenure<T> old, Candidate<T> to, boolean stale, long now) throws SwapFailure {
        tracker.phase(SlotPhase.PREPARING);
        prepare(to, stale || transfer.mayLose());
        if (!transfer.moves()) {
            publish(Tenure.of(to, now));
            tracker.phase(SlotPhase.SWITCHED);
            return awaitQuiet(stallNanos());
        }
        boolean switched = false;
        publish(old.marking(feed));
        try {
            tracker.phase(SlotPhase.COPYING);
            copy(old.service(), to.service());
            drain(old, to, now);
            switched = true;
        } finally {
            if (!switched) {
                publish(old.again());
            }
        }
        tracker.phase(SlotPhase.SWITCHED);
        return awaitQuiet(stallNanos()) && awaitVisits(old) && letGo(old.candidate());
    }

    /** Fills the empty slot with an implementation, and that with what was set aside. */
    void fill(Candidate<T> to, boolean stale, List<?> aside, long now) throws SwapFailure {
        tracker.phase(SlotPhase.PREPARING);
        boolean filled = false;
        slot.filling(true);
        try {
            prepare(to, stale);
            if (!aside.isEmpty()) {
                tracker.phase(SlotPhase.COPYING);
                for (int i = 0; i < aside.size(); i += Transfer.STEP) {
                    List<?> step = aside.subList(i, Math.min(i + Transfer.STEP, aside.size()));
                    worker.run("putting back what was set aside", () -> transfer.putBack(step, to.service()));
                    tracker.moved(step.size());
                }
            }
            filled = true;
        } finally {
            if (!filled) {
                slot.filling(false);
            }
        }
        slot.publish(Tenure.of(to, now));
        tracker.phase(SlotPhase.SWITCHED);
    }

    /**
     * Empties the slot.
     *
     * @return the state of the implementation that goes
     * @throws SwapFailure if it cannot be had; the slot is empty all the same
     */
    List<?> vacate(Tenure<T> old) throws SwapFailure {
        tracker.phase(SlotPhase.DRAINING);
        List<?>[] aside = {List.of()};
        try {
            if (transfer.moves() && !transfer.mayLose()) {
                publish(old.holding());
                awaitQuietOrWarn(old);
                worker.run("setting the state aside", () -> aside[0] = transfer.setAside(old.service()));
                tracker.moved(aside[0].size());
            }
        } finally {
            publish(null);
            awaitQuietOrWarn(old);
            awaitVisits(old);
        }
        return aside[0];
    }

    // ---- phases --------------------------------------------------------------------------------------------------

    private void prepare(Candidate<T> to, boolean stale) throws SwapFailure {
        if (stale) {
            worker.run("emptying " + to.variant(), () -> transfer.clear(to.service()));
        }
        worker.run("trying out " + to.variant(), () -> transfer.check(to.service()));
    }

    private void copy(T from, T to) throws SwapFailure {
        if (!awaitQuiet(stallNanos())) {
            throw new SwapFailure(
                    "copying: calls under way did not end within " + settings.stallMillis() + " ms (stallMillis)");
        }
        end = System.nanoTime() + COPYING_STALLS * stallNanos();
        worker.run("copying", () -> {
            List<Object> step = new ArrayList<>(Transfer.STEP);
            try (Stream<?> marks = transfer.marks(from).takeWhile(mark -> !late())) {
                marks.forEach(mark -> {
                    step.add(mark);
                    if (step.size() == Transfer.STEP) {
                        copy(from, to, step);
                    }
                });
            }
            copy(from, to, step);
        });
    }

    private void copy(T from, T to, List<Object> step) {
        if (Thread.interrupted()) {
            throw new IllegalStateException("interrupted");
        }
        transfer.copy(from, to, step, worker::moved);
        tracker.moved(step.size());
        step.clear();
    }

    private void drain(Tenure<T> old, Candidate<T> to, long now) throws SwapFailure {
        T from = old.service();
        end = System.nanoTime() + stallNanos();
        for (int i = 0; i < DRAINS_MAX && !late(); i++) {
            worker.run("copying what was written meanwhile", () -> catchUp(from, to.service()));
            tracker.phase(SlotPhase.DRAINING);
            if (finish(old, to, now)) {
                return;
            }
            tracker.phase(SlotPhase.COPYING);
        }
        if (transfer.mayLose() && leaveOut(old, to, now)) {
            return;
        }
        throw new SwapFailure("draining: what was under way did not end within " + settings.drainMillis()
                + " ms (drainMillis), nor in " + (DRAINS_MAX - 1) + " attempts more");
    }

    private boolean late() {
        return transfer.mayLose() && System.nanoTime() - end > 0;
    }

    /** Switches to the new one with nothing in it: it cannot keep up with what is written. Returns false if calls do not end. */
    private boolean leaveOut(Tenure<T> old, Candidate<T> to, long now) throws SwapFailure {
        String what = "emptying " + to.variant() + ", which cannot keep up with what is written";
        worker.run(what, () -> transfer.clear(to.service()));
        tracker.phase(SlotPhase.DRAINING);
        publish(old.holding());
        if (!awaitQuiet(TimeUnit.MILLISECONDS.toNanos(settings.drainMillis()))) {
            return false;
        }
        // other nodes may have put something into it since
        worker.run(what, () -> transfer.clear(to.service()));
        publish(Tenure.of(to, now));
        tracker.leftOut();
        LOG.warn(
                "Slot {}: {} begins with nothing, as it cannot keep up with what is written",
                slot.name(),
                to.variant());
        return true;
    }

    /** Holds the writes, copies what is left, and switches; or lets the writes go on where that takes too long. */
    private boolean finish(Tenure<T> old, Candidate<T> to, long now) throws SwapFailure {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(settings.drainMillis());
        boolean switched = false;
        AtomicBoolean whole = new AtomicBoolean();
        publish(old.holding());
        try {
            if (awaitQuiet(deadline - System.nanoTime())
                    && worker.run(
                            "draining",
                            () -> whole.set(last(old.service(), to.service(), deadline)),
                            deadline - System.nanoTime())
                    && whole.get()) {
                publish(Tenure.of(to, now));
                switched = true;
            }
        } finally {
            if (!switched) {
                publish(old.marking(feed));
            }
        }
        return switched;
    }

    /** Copies until little is left, or it is late. */
    private void catchUp(T from, T to) {
        for (int i = 0; i < ROUNDS_MAX && feed.size() > FEW; i++) {
            for (int left = feed.size(); left > 0 && !late(); left -= Transfer.STEP) {
                step(from, to);
            }
        }
    }

    /** Copies what is left, once writes are held, and looks whether all has come over. Returns false if it runs out of time. */
    private boolean last(T from, T to, long deadline) {
        while (feed.size() > 0) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            step(from, to);
        }
        if (transfer.mayLose()) {
            return true;
        }
        long had = transfer.size(from);
        long has = transfer.size(to);
        if (has < had) {
            throw new IllegalStateException("it has " + has + " entries of " + had);
        }
        return true;
    }

    /** Copies by some of the marks. */
    private void step(T from, T to) {
        List<Object> marks = feed.take(Transfer.STEP);
        if (!marks.isEmpty()) {
            transfer.copy(from, to, marks, worker::moved);
            tracker.movedAgain(marks.size());
        }
    }

    /** Empties an implementation that did not come to serve. Returns whether it could. */
    boolean clear(Candidate<T> refused) {
        return empty(refused, transfer::clear);
    }

    /** Empties an implementation that no longer serves. Returns whether it could. */
    private boolean letGo(Candidate<T> former) {
        return empty(former, transfer::letGo);
    }

    private boolean empty(Candidate<T> former, Consumer<T> how) {
        AtomicBoolean cleared = new AtomicBoolean();
        try {
            worker.run("emptying " + former.variant(), () -> {
                how.accept(former.service());
                cleared.set(true);
            });
        } catch (SwapFailure e) {
            LOG.warn("Slot {}: {} keeps what it had for now: {}", slot.name(), former.variant(), e.getMessage());
        }
        return cleared.get();
    }

    private void publish(@Nullable Tenure<T> next) {
        Tenure<T> before = slot.tenure();
        slot.publish(next);
        if (before != null) {
            over.add(before);
        }
    }

    /** Waits for those who go through what the old implementation has. */
    private boolean awaitVisits(Tenure<T> old) {
        return old.visits().awaitQuiet(System.nanoTime() + stallNanos());
    }

    private void awaitQuietOrWarn(Tenure<T> old) {
        if (!awaitQuiet(stallNanos())) {
            LOG.warn(
                    "Slot {}: calls on {} did not end within {} ms (stallMillis)",
                    slot.name(),
                    old.candidate().variant(),
                    settings.stallMillis());
        }
    }

    private boolean awaitQuiet(long nanos) {
        long deadline = System.nanoTime() + nanos;
        while (!over.isEmpty()) {
            if (!over.get(0).awaitQuiet(deadline)) {
                return false;
            }
            over.remove(0);
        }
        return true;
    }

    private long stallNanos() {
        return TimeUnit.MILLISECONDS.toNanos(settings.stallMillis());
    }
}
