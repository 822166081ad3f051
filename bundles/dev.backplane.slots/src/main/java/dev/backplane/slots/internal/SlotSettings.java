package dev.backplane.slots.internal;

import dev.backplane.spi.slot.Slot;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What is configured for the slots.
 *
 * @param variants by slot, the variant to be active whenever it is there; empty: the best of all
 * @param grown the variant for a registry of {@code grownEntries} entries; empty: no other than for fewer
 */
record SlotSettings(
        Map<String, String> variants,
        long holdMillis,
        long drainMillis,
        long stallMillis,
        String grown,
        long grownEntries) {

    /** @throws IllegalArgumentException if a value is out of bounds */
    SlotSettings {
        variants = Map.copyOf(variants);
        within("holdMillis", holdMillis, 0, 60_000);
        within("drainMillis", drainMillis, 1, 10_000);
        within("stallMillis", stallMillis, 100, 600_000);
        within("registryGrownEntries", grownEntries, 1, 1_000_000_000);
    }

    /** @throws IllegalArgumentException if a value is no number or out of bounds */
    static SlotSettings of(SlotsConfig config) {
        Map<String, String> variants = Map.of(
                Slot.REGISTRY, config.registry().strip(),
                Slot.SESSION, config.session().strip(),
                Slot.CODEC, config.codec().strip(),
                Slot.DISPATCH, config.dispatch().strip(),
                Slot.CACHE_L1, config.cache_l1().strip(),
                Slot.CACHE_L2, config.cache_l2().strip(),
                Slot.CACHE_L3, config.cache_l3().strip());
        return new SlotSettings(
                variants,
                number("holdMillis", config::holdMillis),
                number("drainMillis", config::drainMillis),
                number("stallMillis", config::stallMillis),
                config.registryGrown().strip(),
                number("registryGrownEntries", config::registryGrownEntries));
    }

    /** Reads a number, which is converted from what is configured only now. */
    private static long number(String key, LongSupplier configured) {
        try {
            return configured.getAsLong();
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    ServiceSlots.PID + ": " + key + " is no number in range: " + e.getMessage(), e);
        }
    }

    private static void within(String key, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    ServiceSlots.PID + ": " + key + " is " + value + ", must be " + least + " to " + most);
        }
    }

    String variant(String slot) {
        return variants.getOrDefault(slot, "");
    }
}
