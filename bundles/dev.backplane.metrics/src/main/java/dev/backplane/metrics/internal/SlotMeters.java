package dev.backplane.metrics.internal;

import dev.backplane.spi.slot.SlotPhase;
import dev.backplane.spi.slot.SlotState;
import dev.backplane.spi.slot.Slots;
import dev.backplane.spi.slot.Swap;
import java.util.HashMap;
import java.util.Map;

/**
 * Figures of the slots. Swaps are added up from the history, which keeps the last hundred of a slot: whoever looks less often
 * than that misses some. Used by one thread at a time.
 */
final class SlotMeters implements Source {

    /** What has become of the swaps of one slot. */
    private static final class Sum {
        private long lastStarted;
        private long done;
        private long failed;
        private long moved;
        private long held;
        private double seconds;

        void add(Swap swap) {
            lastStarted = swap.started();
            if (swap.problem() == null) {
                done++;
            } else {
                failed++;
            }
            moved += swap.moved();
            held += swap.callsHeld();
            seconds += swap.tookNanos() / 1e9;
        }
    }

    private final Parts parts;
    private final Map<String, Sum> sums = new HashMap<>();

    SlotMeters(Parts parts) {
        this.parts = parts;
    }

    @Override
    public void read(Figures out) {
        Slots slots = parts.slots;
        if (slots == null) {
            return;
        }
        for (Swap swap : slots.history()) {
            Sum sum = sums.computeIfAbsent(swap.slot(), none -> new Sum());
            if (swap.started() > sum.lastStarted) {
                sum.add(swap);
            }
        }
        slots.states().forEach(state -> slot(out, state));
    }

    private void slot(Figures out, SlotState state) {
        String slot = state.name();
        for (String variant : state.variants()) {
            int active = variant.equals(state.active()) ? 1 : 0;
            out.gauge("mcp_slot_active", "1: it is the active one", active, "slot", slot, "variant", variant);
        }
        out.gauge("mcp_slot_filled", "1: there is a part in it", state.active() == null ? 0 : 1, "slot", slot);
        int under = state.phase() == SlotPhase.IDLE ? 0 : 1;
        out.gauge("mcp_slot_swapping", "1: a swap is under way", under, "slot", slot);
        Sum sum = sums.computeIfAbsent(slot, none -> new Sum());
        out.counter("mcp_swaps", "Swaps that have ended", sum.done, "slot", slot, "outcome", "done");
        out.counter("mcp_swaps", "Swaps that have ended", sum.failed, "slot", slot, "outcome", "rolled back");
        out.counter("mcp_swap_moved", "Entries and sessions that swaps have moved", sum.moved, "slot", slot);
        out.counter("mcp_swap_held_calls", "Calls that swaps have held", sum.held, "slot", slot);
        out.counter("mcp_swap_seconds", "How long swaps took", sum.seconds, "slot", slot);
        Swap last = state.lastSwap();
        if (last != null) {
            double pause = last.longestPauseNanos() / 1e9;
            out.gauge("mcp_swap_last_pause_seconds", "How long the last one held a call", pause, "slot", slot);
        }
    }
}
