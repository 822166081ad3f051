package dev.backplane.checklist.internal.sessions;

import dev.backplane.checklist.internal.Contest;
import dev.backplane.checklist.internal.RosterCheck;
import dev.backplane.checklist.internal.Swaps;
import dev.backplane.spi.check.Check;
import dev.backplane.spi.check.Measurement;
import dev.backplane.spi.check.Verdict;
import dev.backplane.spi.session.SessionStore;
import dev.backplane.spi.slot.Slot;
import dev.backplane.spi.slot.Slots;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether reads of the session store wait for writes. What is written is the removal of what is not there. */
@Component(service = Check.class)
public final class StoreConcurrency extends RosterCheck {

    private static final String NONE = "checklist";
    private static final double MODERATE_MICROS = 50;

    private final SessionStore store;
    private final Slots slots;

    @Activate
    public StoreConcurrency(@Reference(target = Slot.ACTIVE_TARGET) SessionStore store, @Reference Slots slots) {
        super("sessions.store-concurrency");
        this.store = store;
        this.slots = slots;
    }

    @Override
    public Measurement measure() throws InterruptedException {
        double micros = Contest.p90Nanos(() -> store.get(NONE), () -> store.remove(NONE)) / 1e3;
        return Measurement.of(
                        micros,
                        "us",
                        "under 50 for 90 % of reads beside writes",
                        Verdict.below(micros, MODERATE_MICROS, 10 * MODERATE_MICROS))
                .saying(Swaps.active(slots, Slot.SESSION))
                .remedy(Swaps.other(slots, Slot.SESSION, "memory"));
    }
}
