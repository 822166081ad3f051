package dev.backplane.checklist.internal.registry;

import dev.backplane.checklist.internal.RosterCheck;
import dev.backplane.checklist.internal.Swaps;
import dev.backplane.spi.check.Check;
import dev.backplane.spi.check.Measurement;
import dev.backplane.spi.check.Verdict;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.slot.Slot;
import dev.backplane.spi.slot.Slots;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether a registry with a single writer has grown too large for it. */
@Component(service = Check.class)
public final class SingleWriter extends RosterCheck {

    private static final long MODERATE = 500_000;
    private static final long BOTTLENECK = 1_000_000;

    private final Registry registry;
    private final Slots slots;

    @Activate
    public SingleWriter(@Reference(target = Slot.ACTIVE_TARGET) Registry registry, @Reference Slots slots) {
        super("registry.single-writer");
        this.registry = registry;
        this.slots = slots;
    }

    @Override
    public Measurement measure() {
        long size = registry.size();
        int writers = registry.writers();
        Verdict verdict = writers > 1 ? Verdict.OPTIMAL : Verdict.below(size, MODERATE, BOTTLENECK);
        return Measurement.of(size, "entries", "under 500000 while one writes at a time", verdict)
                .saying(writers + " can write at once (" + Swaps.active(slots, Slot.REGISTRY) + ")")
                .remedy(Swaps.to(slots, Slot.REGISTRY, "sharded", "backplane-registry-sharded"));
    }
}
