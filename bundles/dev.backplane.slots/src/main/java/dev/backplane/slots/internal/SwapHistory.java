package dev.backplane.slots.internal;

import dev.backplane.spi.slot.Slots;
import dev.backplane.spi.slot.Swap;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last swaps of one slot. Thread-safe. */
final class SwapHistory {

    private static final Logger LOG = LoggerFactory.getLogger(SwapHistory.class);

    private final Deque<Swap> swaps = new ArrayDeque<>();

    /** Adds a swap that has ended, and logs it. */
    void add(Swap swap) {
        synchronized (swaps) {
            swaps.addLast(swap);
            if (swaps.size() > Slots.HISTORY_MAX) {
                swaps.removeFirst();
            }
        }
        String to = swap.to() == null ? "nothing" : swap.to();
        String from = swap.from() == null ? "nothing" : swap.from();
        if (swap.problem() != null) {
            LOG.warn("Slot {}: {} stays, {} was refused: {}", swap.slot(), from, to, swap.problem());
        } else {
            LOG.info(
                    "Slot {}: {} is active in the place of {} ({}): {} entries moved in {} ms, {} calls held, the longest"
                            + " for {} ms",
                    swap.slot(),
                    to,
                    from,
                    swap.reason(),
                    swap.moved(),
                    swap.tookNanos() / 1_000_000,
                    swap.callsHeld(),
                    swap.longestPauseNanos() / 1_000_000);
        }
    }

    List<Swap> all() {
        synchronized (swaps) {
            return List.copyOf(swaps);
        }
    }

    @Nullable
    Swap last() {
        synchronized (swaps) {
            return swaps.peekLast();
        }
    }
}
