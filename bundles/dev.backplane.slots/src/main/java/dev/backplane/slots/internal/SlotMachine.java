package dev.backplane.slots.internal;

import dev.backplane.spi.slot.SlotPhase;
import dev.backplane.spi.slot.SlotState;
import dev.backplane.spi.slot.Slots;
import dev.backplane.spi.slot.Swap;
import dev.backplane.spi.slot.SwapException;
import dev.backplane.spi.slot.SwapProgress;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees that the right implementation is active in a slot: whenever one comes, goes, changes or is asked for, swaps until
 * that holds. Thread-safe; one swap at a time.
 *
 * @param <T> the contract
 */
final class SlotMachine<T> {

    private static final Logger LOG = LoggerFactory.getLogger(SlotMachine.class);
    private static final SwapProgress UNSEEN = (phase, done, total) -> {};

    private final ActiveSlot<T> slot;
    private final Transfer<T> transfer;
    private final Clock clock;
    private final Candidates<T> candidates;
    private final SwapHistory history = new SwapHistory();

    /** Held throughout a swap. */
    private final ReentrantLock swapping = new ReentrantLock();

    /** The state of the implementation that went last, while the slot is empty. Guarded by {@code swapping}. */
    private List<?> aside = List.of();

    /** The ids of those that may still have what they had before a swap. Guarded by {@code swapping}. */
    private final Set<Long> stale = new HashSet<>();

    /** The variant that was active last; null: none was yet. Guarded by {@code swapping}. */
    private @Nullable String lastVariant;

    /** Runs after every swap, with no lock held. */
    private volatile Runnable settled = () -> {};

    private volatile SlotSettings settings;
    private volatile boolean ended;
    private volatile @Nullable SwapRun<T> running;
    private volatile @Nullable String loss;

    SlotMachine(ActiveSlot<T> slot, Transfer<T> transfer, SlotSettings settings, Clock clock) {
        this.slot = slot;
        this.transfer = transfer;
        this.settings = settings;
        this.clock = clock;
        candidates = new Candidates<>(settings.variant(slot.name()));
    }

    ActiveSlot<T> slot() {
        return slot;
    }

    /** Sets what is to run, on whichever thread, whenever another implementation may serve, or none. */
    void whenSettled(Runnable action) {
        settled = action;
    }

    // ---- what makes it swap --------------------------------------------------------------------------------------

    /** Takes an implementation in. Returns when it is active, if it is to be. */
    void add(Candidate<T> candidate) {
        candidates.add(candidate);
        settleAnyway("came");
    }

    /**
     * Notes an implementation that cannot be used in this process.
     *
     * @param there tells whether it is still there
     */
    void exclude(String variant, String reason, BooleanSupplier there) {
        candidates.exclude(variant, reason, there);
        LOG.warn("Slot {}: variant {} cannot be used: {}", slot.name(), variant, reason);
    }

    /** Takes another ranking or variant of an implementation into account, unless that has gone meanwhile. */
    void update(Candidate<T> candidate) {
        candidates.update(candidate);
        settleAnyway("changed");
    }

    /** Lets an implementation go. Returns when it has no more calls, and another has its state, or that is set aside. */
    void remove(long id) {
        candidates.remove(id);
        SwapRun<T> now = running;
        if (now != null && now.to != null && now.to.id() == id) {
            now.worker.abort(now.to.variant() + " is stopped");
        }
        settleAnyway("went");
    }

    /** Tells whether an implementation is the only one that is there. */
    boolean only(long id) {
        return candidates.only(id);
    }

    /** Applies what is configured; swaps on a thread of its own if need be. */
    void configure(SlotSettings next) {
        settings = next;
        slot.hold(next.holdMillis());
        candidates.configure(next.variant(slot.name()), clock.millis());
        Tenure<T> now = slot.tenure();
        Candidate<T> best = candidates.best();
        if (best != null && (now == null || now.candidate().id() != best.id())) {
            inBackground("configured");
        }
        String problem = candidates.problem();
        if (problem != null) {
            LOG.warn("Slot {}: {}", slot.name(), problem);
        }
    }

    /** Asks for a variant until another one is configured, without waiting for it. */
    void prefer(String variant, String reason) {
        candidates.prefer(variant);
        inBackground(reason);
    }

    private void inBackground(String reason) {
        Thread thread = new Thread(() -> settle(reason, UNSEEN), "backplane-slot-" + slot.name());
        thread.setDaemon(true);
        thread.start();
    }

    /** See {@link Slots#use}. */
    Swap use(String variant, SwapProgress progress) {
        String obstacle = candidates.obstacle(variant);
        if (obstacle != null) {
            throw new SwapException("slot " + slot.name() + ": " + variant + " was refused: " + obstacle);
        }
        if (!candidates.variants().contains(variant)) {
            throw new IllegalArgumentException("slot " + slot.name() + " has no variant " + variant + ", only "
                    + String.join(", ", candidates.variants()));
        }
        String before = candidates.prefer(variant);
        Swap swap = settle("asked for", progress);
        Tenure<T> now = slot.tenure();
        if (now == null || !now.candidate().variant().equals(variant)) {
            candidates.prefer(before);
            String problem = swap == null ? null : swap.problem();
            throw new SwapException("slot " + slot.name() + ": " + variant + " was refused: "
                    + (problem == null ? "it has gone" : problem));
        }
        return swap == null ? latest(variant) : swap;
    }

    /** Expects the configuration to say this variant soon, because it was asked for. */
    void expect(String variant) {
        candidates.expect(variant, clock.millis());
    }

    private Swap latest(String variant) {
        Swap last = history.last();
        return last != null
                ? last
                : new Swap(slot.name(), null, variant, "is active", clock.millis(), 0, 0, 0, 0, 0, null);
    }

    /** Says that the platform is stopping: no state moves any more. */
    void end() {
        ended = true;
        slot.end();
    }

    /** Empties the slot for good; calls that wait fail. */
    void close() {
        end();
        candidates.clear();
        SwapRun<T> now = running;
        if (now != null) {
            now.worker.abort("the platform is stopping");
        }
        settle("closed", UNSEEN);
    }

    // ---- what can be seen ----------------------------------------------------------------------------------------

    SlotState state() {
        Tenure<T> now = slot.tenure();
        SwapRun<T> under = running;
        String problem = candidates.problem();
        return new SlotState(
                slot.name(),
                now == null ? null : now.candidate().variant(),
                under == null ? SlotPhase.IDLE : under.phase,
                candidates.variants(),
                now == null ? 0 : now.since(),
                history.last(),
                problem == null ? loss : problem);
    }

    List<Swap> history() {
        return history.all();
    }

    // ---- swapping ------------------------------------------------------------------------------------------------

    /** Swaps however impatient the thread is: what a part has must not be lost to that. */
    private void settleAnyway(String reason) {
        boolean interrupted = Thread.interrupted();
        try {
            settle(reason, UNSEEN);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Swaps until the best one is active. Returns the first swap that this took, or null. */
    private @Nullable Swap settle(String reason, SwapProgress progress) {
        swapping.lock();
        try {
            return swapUntilSettled(reason, progress);
        } finally {
            swapping.unlock();
            settled.run();
        }
    }

    private @Nullable Swap swapUntilSettled(String reason, SwapProgress progress) {
        Swap first = null;
        while (true) {
            Candidate<T> best = candidates.best();
            Tenure<T> now = slot.tenure();
            if (now == null ? best == null : best != null && now.candidate().id() == best.id()) {
                slot.explain(candidates.problem());
                stale.removeIf(id -> !candidates.contains(id));
                return first;
            }
            Swap swap = swap(now, best, reason, progress);
            if (swap != null) {
                history.add(swap);
                if (first == null) {
                    first = swap;
                }
                if (swap.problem() != null && best != null) {
                    candidates.refuse(best.id(), swap.problem());
                }
            }
        }
    }

    private @Nullable Swap swap(
            @Nullable Tenure<T> now, @Nullable Candidate<T> best, String reason, SwapProgress progress) {
        if (ended) {
            slot.publish(best == null ? null : Tenure.of(best, clock.millis()));
            return null;
        }
        SwapRun<T> run = new SwapRun<>(slot.name(), best, settings, now == null ? aside.size() : 0, progress);
        running = run;
        if (now != null) {
            slot.resetHeld();
        }
        long started = clock.millis();
        long began = System.nanoTime();
        String problem = null;
        try (SwapWorker worker = run.worker) {
            perform(now, best, run, new HandOver<>(slot, transfer, settings, worker, run));
        } catch (SwapFailure e) {
            LOG.debug("Slot {}: no swap", slot.name(), e);
            problem = e.getMessage();
        } finally {
            running = null;
        }
        return new Swap(
                slot.name(),
                now == null ? null : now.candidate().variant(),
                best == null ? null : best.variant(),
                reason,
                started,
                System.nanoTime() - began,
                run.moved,
                run.again,
                slot.held(),
                slot.longestPause(),
                problem);
    }

    private void perform(@Nullable Tenure<T> now, @Nullable Candidate<T> best, SwapRun<T> run, HandOver<T> handOver)
            throws SwapFailure {
        if (best == null) {
            if (now != null) {
                vacate(now, handOver);
            }
            return;
        }
        boolean another = lastVariant != null && !lastVariant.equals(best.variant());
        boolean wasStale = stale.contains(best.id()) || (another && transfer.mayLose());
        stale.add(best.id());
        try {
            if (now == null) {
                handOver.fill(best, wasStale, aside, clock.millis());
                aside = List.of();
            } else {
                if (transfer.moves()) {
                    run.total = transfer.size(now.service());
                }
                stale.add(now.candidate().id());
                if (handOver.swap(now, best, wasStale, clock.millis())) {
                    stale.remove(now.candidate().id());
                }
            }
            stale.remove(best.id());
            lastVariant = best.variant();
        } catch (SwapFailure e) {
            if (now != null) {
                stale.remove(now.candidate().id());
            }
            boolean untouched = run.phase == SlotPhase.PREPARING;
            if ((untouched && !wasStale)
                    || (!run.worker.busy() && candidates.contains(best.id()) && handOver.clear(best))) {
                stale.remove(best.id());
            }
            throw e;
        }
    }

    private void vacate(Tenure<T> now, HandOver<T> handOver) throws SwapFailure {
        loss = null;
        try {
            aside = handOver.vacate(now);
        } catch (SwapFailure e) {
            loss = "the state of " + now.candidate().variant() + " is lost: " + e.getMessage();
            LOG.error("Slot {}: {}", slot.name(), loss, e);
        }
    }
}
