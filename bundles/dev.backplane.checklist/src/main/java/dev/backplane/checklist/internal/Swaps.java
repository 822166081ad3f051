package dev.backplane.checklist.internal;

import dev.backplane.spi.check.Action;
import dev.backplane.spi.slot.SlotState;
import dev.backplane.spi.slot.Slots;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Names the command that swaps a part. */
public final class Swaps {

    private Swaps() {}

    /**
     * Returns the command that makes another variant active: the preferred one, if that is there, else the best.
     *
     * @return null if there is no other variant
     */
    public static @Nullable Action other(Slots slots, String slot, String preferred) {
        SlotState state = state(slots, slot);
        if (state == null) {
            return null;
        }
        List<String> others = state.variants().stream()
                .filter(variant -> !variant.equals(state.active()))
                .toList();
        Optional<String> choice = others.contains(preferred)
                ? Optional.of(preferred)
                : others.stream().findFirst();
        return choice.map(variant -> use(slot, variant)).orElse(null);
    }

    /** Returns the command that makes this variant active, and installs it before where it is not there. */
    public static Action to(Slots slots, String slot, String variant, String feature) {
        SlotState state = state(slots, slot);
        return state != null && state.variants().contains(variant)
                ? use(slot, variant)
                : Action.command("feature:install " + feature + "; mcp:slot-use " + slot + " " + variant);
    }

    private static Action use(String slot, String variant) {
        return Action.command("mcp:slot-use " + slot + " " + variant);
    }

    /** Returns the name of the active variant; {@code none} if there is none. */
    public static String active(Slots slots, String slot) {
        SlotState state = state(slots, slot);
        return state == null || state.active() == null ? "none" : state.active();
    }

    private static @Nullable SlotState state(Slots slots, String slot) {
        return slots.states().stream()
                .filter(each -> each.name().equals(slot))
                .findFirst()
                .orElse(null);
    }
}
