package dev.backplane.checklist.internal.registry;

import dev.backplane.checklist.internal.RosterCheck;
import dev.backplane.checklist.internal.Swaps;
import dev.backplane.spi.check.Action;
import dev.backplane.spi.check.Check;
import dev.backplane.spi.check.Measurement;
import dev.backplane.spi.check.Verdict;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.slot.Slot;
import dev.backplane.spi.slot.Slots;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** How many writes wait for each other. */
@Component(service = Check.class)
public final class QueueDepth extends RosterCheck {

    private static final int MODERATE = 8;
    private static final int BOTTLENECK = 64;
    private static final int SHARDS_MAX = 4_096;

    private final Registry registry;
    private final Slots slots;

    @Activate
    public QueueDepth(@Reference(target = Slot.ACTIVE_TARGET) Registry registry, @Reference Slots slots) {
        super("registry.queue-depth");
        this.registry = registry;
        this.slots = slots;
    }

    @Override
    public Measurement measure() {
        int now = registry.queueDepth();
        int writers = registry.writers();
        int most = Math.max(now, registry.statistics().deepest());
        return Measurement.of(
                        most,
                        "writes waiting",
                        "under " + MODERATE + " in the last minute",
                        Verdict.below(most, MODERATE, BOTTLENECK))
                .saying(now + " wait now; " + writers + " can write at once")
                .remedy(
                        writers > 1
                                ? Action.configure(
                                        "dev.backplane.registry.sharded", "shards", Math.min(SHARDS_MAX, 4 * writers))
                                : Swaps.to(slots, Slot.REGISTRY, "sharded", "backplane-registry-sharded"));
    }
}
