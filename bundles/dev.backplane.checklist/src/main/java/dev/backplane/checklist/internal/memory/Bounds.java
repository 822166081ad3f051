package dev.backplane.checklist.internal.memory;

import dev.backplane.checklist.internal.RosterCheck;
import dev.backplane.spi.check.Action;
import dev.backplane.spi.check.Check;
import dev.backplane.spi.check.Measurement;
import dev.backplane.spi.check.Verdict;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** How near the heap is to its bound: what was in use after the last collection. */
@Component(service = Check.class)
public final class Bounds extends RosterCheck {

    private static final double MODERATE_PERCENT = 75;
    private static final double BOTTLENECK_PERCENT = 90;

    private final Collections collections;

    @Activate
    public Bounds(@Reference Collections collections) {
        super("memory.bounds");
        this.collections = collections;
    }

    @Override
    public Measurement measure() {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        if (heap.getMax() <= 0) {
            return Measurement.of(0, "MB", "a bound", Verdict.BOTTLENECK).remedy(Action.option("-Xmx1g"));
        }
        double percent = 100.0 * Math.min(collections.left(), heap.getUsed()) / heap.getMax();
        return Measurement.of(
                        percent,
                        "% of the heap's bound",
                        "under 75 after a collection",
                        Verdict.below(percent, MODERATE_PERCENT, BOTTLENECK_PERCENT))
                .saying("bound " + (heap.getMax() >> 20) + " MB, in use now " + (heap.getUsed() >> 20) + " MB")
                .remedy(Action.option("-Xmx" + 2 * (heap.getMax() >> 20) + "m"));
    }
}
