package dev.backplane.checklist.internal.memory;

import dev.backplane.checklist.internal.Jvm;
import dev.backplane.checklist.internal.RosterCheck;
import dev.backplane.checklist.internal.Settings;
import dev.backplane.spi.check.Action;
import dev.backplane.spi.check.Check;
import dev.backplane.spi.check.Measurement;
import dev.backplane.spi.check.Verdict;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether the collector looks at the whole heap when nothing happens, and how long it stops the platform. */
@Component(service = Check.class)
public final class Sweep extends RosterCheck {

    private static final double MODERATE_MILLIS = 200;

    /** Options that say how often a collector works by itself, in its own unit. */
    private static final List<String> CYCLES =
            List.of("G1PeriodicGCInterval", "ZCollectionInterval", "ShenandoahGuaranteedGCInterval");

    private final Collections collections;
    private final Settings settings;

    @Activate
    public Sweep(@Reference Collections collections, @Reference Settings settings) {
        super("memory.sweep");
        this.collections = collections;
        this.settings = settings;
    }

    @Override
    public Measurement measure() {
        String names = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .map(GarbageCollectorMXBean::getName)
                .toList()
                .toString();
        String cycle = CYCLES.stream()
                .filter(option -> names.contains(option.substring(0, option.startsWith("Shen") ? 10 : 1)))
                .findFirst()
                .orElse("");
        String every = cycle.isEmpty() ? "" : Jvm.option(cycle);
        boolean periodic = !every.isEmpty() && Double.parseDouble(every) > 0;
        long p99 = collections.p99Millis(settings.windowMillis());
        Verdict pauses = Verdict.below(p99, MODERATE_MILLIS, 5 * MODERATE_MILLIS);
        Verdict verdict = periodic || pauses == Verdict.BOTTLENECK ? pauses : Verdict.MODERATE;
        return Measurement.of(p99, "ms pause p99", "a periodic cycle, and pauses under 200", verdict)
                .saying(names + (periodic ? ", " + cycle + " = " + every : ", no periodic cycle"))
                .remedy(
                        periodic
                                ? Action.option("-XX:MaxGCPauseMillis=50")
                                : Action.option("-XX:+UseG1GC -XX:G1PeriodicGCInterval=30000"));
    }
}
