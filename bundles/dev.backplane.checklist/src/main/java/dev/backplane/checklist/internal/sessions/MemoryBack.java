package dev.backplane.checklist.internal.sessions;

import dev.backplane.checklist.internal.RosterCheck;
import dev.backplane.checklist.internal.memory.Collections;
import dev.backplane.spi.check.Action;
import dev.backplane.spi.check.Check;
import dev.backplane.spi.check.Measurement;
import dev.backplane.spi.check.Verdict;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.session.SessionMonitor;
import dev.backplane.spi.slot.Slot;
import java.lang.management.ManagementFactory;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Whether the heap that load has taken is free again after it: what was in use after the last collection against the least that
 * ever was, beside what sessions and entries take that are there now.
 */
@Component(service = Check.class)
public final class MemoryBack extends RosterCheck {

    /** More than a session or an entry takes. */
    private static final long EACH = 2_048;

    private static final double MODERATE = 2;

    /** Growth that is nothing: code that has been compiled and classes that have been loaded meanwhile, caches that have filled. */
    private static final long WARM = 64L * 1024 * 1024;

    private final Collections collections;
    private final SessionMonitor sessions;
    private final Registry registry;

    @Activate
    public MemoryBack(
            @Reference Collections collections,
            @Reference SessionMonitor sessions,
            @Reference(target = Slot.ACTIVE_TARGET) Registry registry) {
        super("sessions.memory-back");
        this.collections = collections;
        this.sessions = sessions;
        this.registry = registry;
    }

    @Override
    public Measurement measure() {
        long there = (sessions.statistics().open() + registry.size()) * EACH;
        long least = Math.max(1, collections.least());
        long left = Math.max(least, collections.left() - there);
        double times = (double) left / least;
        Verdict verdict = left - least < WARM ? Verdict.OPTIMAL : Verdict.below(times, MODERATE, 2 * MODERATE);
        return Measurement.of(times, "times the least", "under 2 beside what sessions take", verdict)
                .saying((collections.left() >> 20) + " MB in use after the last collection, " + (least >> 20)
                        + " MB at the least; "
                        + ManagementFactory.getRuntimeMXBean().getUptime() / 1_000 + " s up")
                .remedy(Action.option("-XX:+UseG1GC -XX:G1PeriodicGCInterval=30000"));
    }
}
