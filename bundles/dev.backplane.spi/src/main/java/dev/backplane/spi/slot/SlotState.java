package dev.backplane.spi.slot;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One slot as it is now.
 *
 * @param name such as {@code registry}
 * @param active the active variant; null: none is there
 * @param phase how far the swap is that is under way
 * @param variants all that are there, best first
 * @param since when the active one became active, in milliseconds since the epoch
 * @param lastSwap the last one that ended; null: there was none
 * @param problem what is not as it should be, such as why a variant was refused; null: nothing
 */
public record SlotState(
        String name,
        @Nullable String active,
        SlotPhase phase,
        List<String> variants,
        long since,
        @Nullable Swap lastSwap,
        @Nullable String problem) {

    public SlotState {
        variants = List.copyOf(variants);
    }
}
