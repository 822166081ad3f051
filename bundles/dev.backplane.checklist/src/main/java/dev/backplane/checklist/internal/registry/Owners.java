package dev.backplane.checklist.internal.registry;

import dev.backplane.checklist.internal.RosterCheck;
import dev.backplane.checklist.internal.Timing;
import dev.backplane.spi.check.Action;
import dev.backplane.spi.check.Check;
import dev.backplane.spi.check.Measurement;
import dev.backplane.spi.check.Verdict;
import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Owner;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.session.SessionMonitor;
import dev.backplane.spi.slot.Slot;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Whether entries leave with their owners: none is there whose bundle is uninstalled or whose session has ended, and the
 * entries of an owner that goes are gone at once. For one thread.
 */
@Component(service = Check.class)
public final class Owners extends RosterCheck {

    private static final int ROUNDS = 16;
    private static final int ENTRIES = 4;
    private static final String PROBE = "checklist.owner";
    private static final double SLOW_MILLIS = 10;

    private final Registry registry;
    private final SessionMonitor sessions;
    private final BundleContext context;

    @Activate
    public Owners(
            @Reference(target = Slot.ACTIVE_TARGET) Registry registry,
            @Reference SessionMonitor sessions,
            BundleContext context) {
        super("registry.owners");
        this.registry = registry;
        this.sessions = sessions;
        this.context = context;
    }

    @Override
    public Measurement measure() {
        double p99 = p99Nanos() / 1e6;
        Set<Owner> gone = gone();
        long orphans = orphans(gone);
        Set<String> whose = new TreeSet<>();
        gone.forEach(owner -> whose.add(owner.kind() + " " + owner.id()));
        Verdict verdict = orphans > 0 ? Verdict.BOTTLENECK : Verdict.below(p99, SLOW_MILLIS, 10 * SLOW_MILLIS);
        return Measurement.of(orphans, "orphans", "0, and gone within 10 ms", verdict)
                .saying(String.format(Locale.ROOT, "entries gone after their owner: p99 %.3f ms", p99)
                        + (orphans == 0 ? "" : "; left behind by " + String.join(", ", whose)))
                .remedy(
                        orphans == 0
                                ? null
                                : Action.advice("have what registers entries call ownerGone for "
                                        + whose.iterator().next()));
    }

    private long p99Nanos() {
        long[] times = new long[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            Owner owner = new Owner(PROBE, Integer.toString(i));
            Key last = new Key(PROBE, i + "-" + (ENTRIES - 1));
            for (int j = 0; j < ENTRIES; j++) {
                registry.register(new Entry(new Key(PROBE, i + "-" + j), this, owner));
            }
            long start = System.nanoTime();
            registry.ownerGone(owner);
            boolean there = registry.lookup(last) != null;
            times[i] = System.nanoTime() - start;
            if (there) {
                throw new IllegalStateException("the entries of an owner that has gone stay");
            }
        }
        return Timing.p99(times);
    }

    /** Returns the owners that are gone, of all that have entries. */
    private Set<Owner> gone() {
        Map<Owner, Boolean> known = new HashMap<>();
        Set<Owner> gone = new HashSet<>();
        try (Stream<Entry> all = registry.entries()) {
            all.forEach(entry -> {
                Owner owner = entry.owner();
                boolean isGone = owner.kind().equals("bundle")
                        ? known.computeIfAbsent(owner, this::uninstalled)
                        : owner.kind().equals("session") && sessions.status(owner.id()) == null;
                if (isGone) {
                    gone.add(owner);
                }
            });
        }
        return gone;
    }

    private boolean uninstalled(Owner owner) {
        try {
            Bundle bundle = context.getBundle(Long.parseLong(owner.id()));
            return bundle == null || bundle.getState() == Bundle.UNINSTALLED;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** Returns how many entries they have still. */
    private long orphans(Set<Owner> gone) {
        long orphans = 0;
        for (Owner owner : gone) {
            try (Stream<Entry> left = registry.owned(owner)) {
                orphans += left.filter(entry -> registry.lookup(entry.key()) == entry)
                        .count();
            }
        }
        return orphans;
    }
}
