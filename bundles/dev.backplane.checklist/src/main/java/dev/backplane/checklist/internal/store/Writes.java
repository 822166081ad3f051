package dev.backplane.checklist.internal.store;

import dev.backplane.checklist.internal.Recent;
import dev.backplane.checklist.internal.RosterCheck;
import dev.backplane.checklist.internal.Settings;
import dev.backplane.checklist.internal.Swaps;
import dev.backplane.spi.check.Action;
import dev.backplane.spi.check.Check;
import dev.backplane.spi.check.Measurement;
import dev.backplane.spi.check.Verdict;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.registry.RegistryStatistics;
import dev.backplane.spi.slot.Slot;
import dev.backplane.spi.slot.Slots;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** How many of the registry's writers wait for another one, on average. For one thread. */
@Component(service = Check.class)
public final class Writes extends RosterCheck {

    private static final double MODERATE = 0.2;
    private static final int SHARDS_MAX = 4_096;

    private final Registry registry;
    private final Slots slots;
    private final Settings settings;
    private final Recent waits = new Recent();
    private final Recent nanos = new Recent();

    @Activate
    public Writes(
            @Reference(target = Slot.ACTIVE_TARGET) Registry registry,
            @Reference Slots slots,
            @Reference Settings settings) {
        super("store.writes");
        this.registry = registry;
        this.slots = slots;
        this.settings = settings;
    }

    @Override
    public Measurement measure() {
        RegistryStatistics statistics = registry.statistics();
        long waited = waits.growth(statistics.waits(), settings.windowMillis());
        // as many wait at a time, by Little's law, as the time that was waited within a time says
        double waiting = nanos.growth(statistics.waitedNanos(), settings.windowMillis()) / 1e9 / nanos.seconds();
        int writers = registry.writers();
        return Measurement.of(
                        waiting,
                        "writers waiting",
                        "under 0.2 on average",
                        Verdict.below(waiting, MODERATE, 5 * MODERATE))
                .saying(writers + " stripes for " + Runtime.getRuntime().availableProcessors() + " processors; "
                        + waited + " writes waited")
                .remedy(
                        writers > 1
                                ? Action.configure(
                                        "dev.backplane.registry.sharded", "shards", Math.min(SHARDS_MAX, 4 * writers))
                                : Swaps.to(slots, Slot.REGISTRY, "sharded", "backplane-registry-sharded"));
    }
}
