package dev.backplane.checklist.internal.cores;

import dev.backplane.checklist.internal.RosterCheck;
import dev.backplane.checklist.internal.Swaps;
import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CacheTier;
import dev.backplane.spi.check.Check;
import dev.backplane.spi.check.Measurement;
import dev.backplane.spi.check.Verdict;
import dev.backplane.spi.slot.Slot;
import dev.backplane.spi.slot.Slots;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether looking into the first cache tier by all processors at once costs each no more than by one alone. */
@Component(service = Check.class)
public final class CacheReads extends RosterCheck {

    private static final double MODERATE_PERCENT = 60;
    private static final double BOTTLENECK_PERCENT = 30;

    private final CacheTier tier;
    private final Slots slots;

    @Activate
    public CacheReads(
            @Reference(target = "(&" + Slot.ACTIVE_TARGET + "(" + Slot.SLOT + "=" + Slot.CACHE_L1 + "))")
                    CacheTier tier,
            @Reference Slots slots) {
        super("cores.cache");
        this.tier = tier;
        this.slots = slots;
    }

    @Override
    public Measurement measure() throws InterruptedException {
        Together all = Together.of(i -> {
            List<CacheKey> keys = List.of(new CacheKey("checklist", Integer.toString(i)));
            return () -> tier.peekAll(keys);
        });
        Verdict verdict = all.percent() >= MODERATE_PERCENT
                ? Verdict.OPTIMAL
                : all.percent() >= BOTTLENECK_PERCENT ? Verdict.MODERATE : Verdict.BOTTLENECK;
        return Measurement.of(all.percent(), "% of " + all.cores() + " processors", "at least 60 %", verdict)
                .saying(all.text("looks", Swaps.active(slots, Slot.CACHE_L1)))
                .remedy(Swaps.other(slots, Slot.CACHE_L1, "ehcache"));
    }
}
