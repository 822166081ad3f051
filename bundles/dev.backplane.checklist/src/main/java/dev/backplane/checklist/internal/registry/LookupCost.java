package dev.backplane.checklist.internal.registry;

import dev.backplane.checklist.internal.RosterCheck;
import dev.backplane.checklist.internal.Swaps;
import dev.backplane.checklist.internal.Timing;
import dev.backplane.spi.check.Check;
import dev.backplane.spi.check.Measurement;
import dev.backplane.spi.check.Verdict;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.slot.Slot;
import dev.backplane.spi.slot.Slots;
import java.util.List;
import java.util.Locale;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether a look-up costs the same however many entries there are. For one thread. */
@Component(service = Check.class)
public final class LookupCost extends RosterCheck {

    private static final int SAMPLE = 128;

    /** So much more is what a larger table costs by itself: its memory is in no cache of the processor. */
    private static final double NOISE_NANOS = 300;

    /** Growth that is allowed for each decade of entries. */
    private static final double DECADE = 2;

    private final Registry registry;
    private final Slots slots;
    private long smallest = Long.MAX_VALUE;
    private double base;
    private volatile int blackHole;

    @Activate
    public LookupCost(@Reference(target = Slot.ACTIVE_TARGET) Registry registry, @Reference Slots slots) {
        super("registry.lookup-cost");
        this.registry = registry;
        this.slots = slots;
    }

    @Override
    public Measurement measure() {
        List<Key> keys = Sample.keys(registry, SAMPLE);
        if (keys.isEmpty()) {
            throw new IllegalStateException("the registry has no entries");
        }
        double p50 = Timing.p50(keys.size(), () -> {
            int found = 0;
            for (Key key : keys) {
                found += registry.lookup(key) == null ? 0 : 1;
            }
            blackHole = found;
        });
        long size = Math.max(1, registry.size());
        if (smallest == Long.MAX_VALUE || size < smallest / 2) {
            smallest = size;
            base = p50;
        } else if (size <= 2 * smallest) {
            smallest = Math.min(smallest, size);
            base = Math.min(base, p50);
        }
        double decades = Math.max(1, Math.log10((double) size / smallest));
        double allowed = Math.pow(DECADE, decades);
        double growth = p50 / base;
        Verdict verdict = p50 - base < NOISE_NANOS ? Verdict.OPTIMAL : Verdict.below(growth, allowed, 2 * allowed);
        return Measurement.of(
                        growth,
                        "times",
                        String.format(Locale.ROOT, "under %.1f: 2 for each decade of entries", allowed),
                        verdict)
                .saying(String.format(
                        Locale.ROOT,
                        "%.0f ns with %d entries; %.0f ns with %d (%s)",
                        p50,
                        size,
                        base,
                        smallest,
                        Swaps.active(slots, Slot.REGISTRY)))
                .remedy(Swaps.other(slots, Slot.REGISTRY, "sharded"));
    }
}
