package dev.backplane.slots.internal;

import dev.backplane.spi.registry.Registry;
import java.util.concurrent.atomic.AtomicBoolean;

/** Has a registry that has grown swapped for one that is made for many entries, where that is configured. Thread-safe. */
final class Growth {

    private final SlotMachine<Registry> machine;
    private final AtomicBoolean grown = new AtomicBoolean();
    private volatile long entries;
    private volatile String variant = "";

    Growth(SlotMachine<Registry> machine, SlotSettings settings) {
        this.machine = machine;
        configure(settings);
    }

    void configure(SlotSettings settings) {
        variant = settings.grown();
        entries = settings.grown().isEmpty() ? Long.MAX_VALUE : settings.grownEntries();
        grown.set(false);
    }

    /** Looks at a registry in which an entry has been entered. Costs a volatile read unless growth is watched. */
    void entered(Registry active) {
        long limit = entries;
        if (limit != Long.MAX_VALUE && !grown.get() && active.size() >= limit && grown.compareAndSet(false, true)) {
            machine.prefer(variant, "grown to " + limit + " entries");
        }
    }
}
