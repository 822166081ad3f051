package dev.backplane.slots.internal;

import dev.backplane.spi.slot.SlotPhase;
import dev.backplane.spi.slot.SwapProgress;
import org.jspecify.annotations.Nullable;

/** One swap under way. Written by the worker and by the thread that swaps, one at a time. */
final class SwapRun<T> implements HandOver.Tracker {
    final @Nullable Candidate<T> to;
    private final SwapProgress progress;
    final SwapWorker worker;
    volatile SlotPhase phase = SlotPhase.PREPARING;
    volatile long total;
    volatile long moved;
    volatile long again;

    SwapRun(String slot, @Nullable Candidate<T> to, SlotSettings settings, long total, SwapProgress progress) {
        this.to = to;
        this.total = total;
        this.progress = progress;
        this.worker = new SwapWorker(slot, settings.stallMillis(), this::tell);
    }

    private void tell() {
        progress.at(phase, moved, total);
    }

    @Override
    public void phase(SlotPhase next) {
        phase = next;
        tell();
    }

    @Override
    public void moved(int entries) {
        moved = moved + entries;
    }

    @Override
    public void movedAgain(int entries) {
        again = again + entries;
    }

    @Override
    public void leftOut() {
        moved = 0;
    }
}
