package dev.backplane.checklist.internal.structures;

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
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether a subscription costs the same to add, match and remove, however many there are. For one thread. */
@Component(service = Check.class)
public final class Subscriptions extends RosterCheck {

    private static final String PROBE = "checklist.subscription";
    private static final int FEW = 40;
    private static final int TIMES = 10;

    /** The last so many of the subscriptions are timed, one by one. */
    private static final int TIMED = 24;

    private static final double MODERATE = 2;

    /** What is less than this is not worth a word: a collection of garbage, a thread that lost its processor. */
    private static final double NOISE_NANOS = 5_000;

    private final Registry registry;
    private final Slots slots;

    @Activate
    public Subscriptions(@Reference(target = Slot.ACTIVE_TARGET) Registry registry, @Reference Slots slots) {
        super("structures.subscriptions");
        this.registry = registry;
        this.slots = slots;
    }

    @Override
    public Measurement measure() {
        double few = nanos(FEW);
        double many = nanos(FEW * TIMES);
        double growth = many / few;
        return Measurement.of(
                        growth,
                        "times",
                        "under 2 for ten times as many",
                        many - few < NOISE_NANOS ? Verdict.OPTIMAL : Verdict.below(growth, MODERATE, 2 * MODERATE))
                .saying(String.format(
                        Locale.ROOT,
                        "add, match and remove: %.0f ns with %d, %.0f ns with %d",
                        few,
                        FEW,
                        many,
                        FEW * TIMES))
                .remedy(Swaps.other(slots, Slot.REGISTRY, "single"));
    }

    /** Returns the median for one subscription when there are so many. */
    private double nanos(int count) {
        long[] times = new long[TIMED];
        Owner others = new Owner(PROBE, "others");
        Owner one = new Owner(PROBE, "one");
        try {
            for (int i = 0; i < count; i++) {
                registry.register(new Entry(new Key(PROBE, "other-" + i), this, others));
            }
            for (int i = 0; i < TIMED; i++) {
                Entry entry = new Entry(new Key(PROBE + ":" + i, "one"), this, one);
                long start = System.nanoTime();
                registry.register(entry);
                int[] matched = new int[1];
                try (Stream<Entry> all = registry.entries(entry.key().kind())) {
                    all.forEach(each -> matched[0]++);
                }
                boolean removed = registry.unregister(entry);
                times[i] = System.nanoTime() - start;
                if (matched[0] != 1 || !removed) {
                    throw new IllegalStateException("a subscription was found " + matched[0] + " times");
                }
            }
        } finally {
            registry.ownerGone(others);
            registry.ownerGone(one);
        }
        Arrays.sort(times);
        return times[TIMED / 2];
    }
}
