package dev.backplane.slots.internal;

import dev.backplane.spi.slot.Slot;
import java.util.Map;

/**
 * What is configured for the slots.
 *
 * @param variants by slot, the variant to be active whenever it is there; empty: the best of all
 * @param holdMillis 0 to {@value #HOLD_BOUND}
 */
record SlotSettings(Map<String, String> variants, long holdMillis) {

    static final long HOLD_BOUND = 60_000;

    /** @throws IllegalArgumentException if a value is out of bounds */
    SlotSettings {
        variants = Map.copyOf(variants);
        if (holdMillis < 0 || holdMillis > HOLD_BOUND) {
            throw new IllegalArgumentException(
                    ServiceSlots.PID + ": holdMillis is " + holdMillis + ", must be 0 to " + HOLD_BOUND);
        }
    }

    /** @throws IllegalArgumentException if a value is no number or out of bounds */
    static SlotSettings of(SlotsConfig config) {
        Map<String, String> variants = Map.of(
                Slot.REGISTRY, config.registry().strip(),
                Slot.SESSION, config.session().strip(),
                Slot.CODEC, config.codec().strip(),
                Slot.DISPATCH, config.dispatch().strip());
        return new SlotSettings(variants, holdMillis(config));
    }

    /** Reads the hold time, which is converted from what is configured only now. */
    private static long holdMillis(SlotsConfig config) {
        try {
            return config.holdMillis();
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    ServiceSlots.PID + ": holdMillis is no number in range: " + e.getMessage(), e);
        }
    }

    String variant(String slot) {
        return variants.getOrDefault(slot, "");
    }
}
