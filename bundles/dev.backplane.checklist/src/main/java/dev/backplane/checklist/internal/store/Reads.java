package dev.backplane.checklist.internal.store;

import dev.backplane.checklist.internal.Contest;
import dev.backplane.checklist.internal.RosterCheck;
import dev.backplane.checklist.internal.Swaps;
import dev.backplane.spi.check.Check;
import dev.backplane.spi.check.Measurement;
import dev.backplane.spi.check.Verdict;
import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Owner;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.slot.Slot;
import dev.backplane.spi.slot.Slots;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether look-ups in the registry wait for writes. */
@Component(service = Check.class)
public final class Reads extends RosterCheck {

    private static final String PROBE = "checklist.read";
    private static final double MODERATE_MICROS = 50;

    private final Registry registry;
    private final Slots slots;

    @Activate
    public Reads(@Reference(target = Slot.ACTIVE_TARGET) Registry registry, @Reference Slots slots) {
        super("store.reads");
        this.registry = registry;
        this.slots = slots;
    }

    @Override
    public Measurement measure() throws InterruptedException {
        Entry entry = new Entry(new Key(PROBE, "written"), this, new Owner(PROBE, "written"));
        double micros = Contest.p90Nanos(() -> registry.lookup(entry.key()), () -> {
                    registry.register(entry);
                    registry.unregister(entry);
                })
                / 1e3;
        return Measurement.of(
                        micros,
                        "us",
                        "under 50 for 90 % of look-ups beside writes",
                        Verdict.below(micros, MODERATE_MICROS, 10 * MODERATE_MICROS))
                .saying(Swaps.active(slots, Slot.REGISTRY))
                .remedy(Swaps.other(slots, Slot.REGISTRY, "single"));
    }
}
