package dev.backplane.checklist.internal.cores;

import dev.backplane.checklist.internal.RosterCheck;
import dev.backplane.checklist.internal.Swaps;
import dev.backplane.spi.check.Check;
import dev.backplane.spi.check.Measurement;
import dev.backplane.spi.check.Verdict;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.slot.Slot;
import dev.backplane.spi.slot.Slots;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Whether look-ups by all processors at once cost each no more than by one alone. It goes by processor time, so that other work
 * on the machine counts for nothing, and by how often a thread had to wait.
 */
@Component(service = Check.class)
public final class ConcurrentReads extends RosterCheck {

    private static final double MODERATE_PERCENT = 60;
    private static final double BOTTLENECK_PERCENT = 30;

    private final Registry registry;
    private final Slots slots;

    @Activate
    public ConcurrentReads(@Reference(target = Slot.ACTIVE_TARGET) Registry registry, @Reference Slots slots) {
        super("cores.reads");
        this.registry = registry;
        this.slots = slots;
    }

    @Override
    public Measurement measure() throws InterruptedException {
        Together all = Together.of(i -> {
            Key key = new Key("checklist.cores", Integer.toString(i));
            return () -> registry.lookup(key);
        });
        Verdict verdict = all.percent() >= MODERATE_PERCENT
                ? Verdict.OPTIMAL
                : all.percent() >= BOTTLENECK_PERCENT ? Verdict.MODERATE : Verdict.BOTTLENECK;
        return Measurement.of(all.percent(), "% of " + all.cores() + " processors", "at least 60 %", verdict)
                .saying(all.text("look-ups", Swaps.active(slots, Slot.REGISTRY)))
                .remedy(Swaps.other(slots, Slot.REGISTRY, "single"));
    }
}
