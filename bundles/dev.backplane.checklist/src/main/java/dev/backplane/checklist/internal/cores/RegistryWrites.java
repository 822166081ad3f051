package dev.backplane.checklist.internal.cores;

import dev.backplane.checklist.internal.Recent;
import dev.backplane.checklist.internal.RosterCheck;
import dev.backplane.checklist.internal.Settings;
import dev.backplane.checklist.internal.Swaps;
import dev.backplane.spi.check.Action;
import dev.backplane.spi.check.Check;
import dev.backplane.spi.check.Measurement;
import dev.backplane.spi.check.Verdict;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.slot.Slot;
import dev.backplane.spi.slot.Slots;
import java.util.Arrays;
import java.util.Locale;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Whether those who write to the registry have to take turns, by how unevenly its shards are loaded: how many wait for each one that
 * can write. For one thread.
 */
@Component(service = Check.class)
public final class RegistryWrites extends RosterCheck {

    private static final double MODERATE = 0.2;
    private static final int SHARDS_MAX = 4_096;

    private final Registry registry;
    private final Slots slots;
    private final Settings settings;
    private final Recent nanos = new Recent();

    @Activate
    public RegistryWrites(
            @Reference(target = Slot.ACTIVE_TARGET) Registry registry,
            @Reference Slots slots,
            @Reference Settings settings) {
        super("cores.registry");
        this.registry = registry;
        this.slots = slots;
        this.settings = settings;
    }

    @Override
    public Measurement measure() {
        long[] loads = registry.loads();
        long sum = Arrays.stream(loads).sum();
        double uneven = sum == 0 ? 1 : (double) Arrays.stream(loads).max().orElse(0) * loads.length / sum;
        // as many wait at a time, by Little's law, as the time that was waited within a time says
        double waiting =
                nanos.growth(registry.statistics().waitedNanos(), settings.windowMillis()) / 1e9 / nanos.seconds();
        double atOnce = Math.max(1, loads.length / uneven);
        double figure = waiting / Math.min(atOnce, Runtime.getRuntime().availableProcessors());
        return Measurement.of(
                        figure,
                        "writers waiting for each that can write",
                        "under 0.2 on average",
                        Verdict.below(figure, MODERATE, 5 * MODERATE))
                .saying(String.format(
                        Locale.ROOT,
                        "%d shards, %d entries, the fullest has %.1f times the mean; %d processors",
                        loads.length,
                        sum,
                        uneven,
                        Runtime.getRuntime().availableProcessors()))
                .remedy(
                        loads.length > 1
                                ? Action.configure(
                                        "dev.backplane.registry.sharded",
                                        "shards",
                                        Math.min(SHARDS_MAX, 4 * loads.length))
                                : Swaps.to(slots, Slot.REGISTRY, "sharded", "backplane-registry-sharded"));
    }
}
