package dev.backplane.spi.slot;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One slot as it is now.
 *
 * @param name such as {@code registry}
 * @param active the active variant; null: none is there
 * @param variants all that are there, best first
 * @param since when the active one became active, in milliseconds since the epoch
 */
public record SlotState(String name, @Nullable String active, List<String> variants, long since) {

    public SlotState {
        variants = List.copyOf(variants);
    }
}
