package dev.backplane.checklist.internal.registry;

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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether one of two threads that want the same key gets it, and the other is told. For one thread. */
@Component(service = Check.class)
public final class Races extends RosterCheck {

    private static final String PROBE = "checklist.race";
    private static final int ROUNDS = 64;
    private static final int CONTENDERS = 2;
    private static final int SPINS = 1_000;
    private static final long ENOUGH_NANOS = 20_000_000;

    private final Registry registry;
    private final Slots slots;

    @Activate
    public Races(@Reference(target = Slot.ACTIVE_TARGET) Registry registry, @Reference Slots slots) {
        super("registry.races");
        this.registry = registry;
        this.slots = slots;
    }

    @Override
    public Measurement measure() throws InterruptedException {
        Race race = new Race(new Owner(PROBE, Long.toString(System.nanoTime())), System.nanoTime() + ENOUGH_NANOS);
        Thread rival = new Thread(race::run, "backplane-checklist-rival");
        rival.setDaemon(true);
        rival.start();
        int rounds;
        try {
            rounds = race.run();
        } finally {
            rival.join();
            registry.ownerGone(race.owner);
        }
        int wrong = 0;
        for (int i = 0; i < rounds; i++) {
            wrong += race.winners.get(i) == 1 ? 0 : 1;
        }
        return Measurement.of(wrong, "wrong", "0: one winner in each race", Verdict.below(wrong, 1, 1))
                .saying(rounds + " races; " + registry.statistics().conflicts() + " conflicts since the start")
                .remedy(Swaps.other(slots, Slot.REGISTRY, "single"));
    }

    /** What the two have in common. */
    private final class Race {
        final Owner owner;
        final AtomicIntegerArray winners = new AtomicIntegerArray(ROUNDS);
        private final AtomicInteger arrived = new AtomicInteger();
        private final long end;

        Race(Owner owner, long end) {
            this.owner = owner;
            this.end = end;
        }

        /** Runs for each key with the other thread. Returns how many races are over; the other one may be in a later one. */
        int run() {
            for (int i = 0; i < ROUNDS; i++) {
                Entry entry = new Entry(new Key(PROBE, owner.id() + "-" + i), this, owner);
                arrived.incrementAndGet();
                for (int spins = 0; arrived.get() < CONTENDERS * (i + 1); spins++) {
                    if (spins < SPINS) {
                        Thread.onSpinWait();
                    } else if (System.nanoTime() > end) {
                        return i;
                    } else {
                        Thread.yield();
                    }
                }
                if (registry.register(entry) == null) {
                    winners.incrementAndGet(i);
                }
            }
            return ROUNDS;
        }
    }
}
