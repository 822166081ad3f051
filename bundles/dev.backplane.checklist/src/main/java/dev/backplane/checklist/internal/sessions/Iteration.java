package dev.backplane.checklist.internal.sessions;

import dev.backplane.checklist.internal.Jvm;
import dev.backplane.checklist.internal.RosterCheck;
import dev.backplane.checklist.internal.Swaps;
import dev.backplane.spi.check.Check;
import dev.backplane.spi.check.Measurement;
import dev.backplane.spi.check.Verdict;
import dev.backplane.spi.session.SessionRecord;
import dev.backplane.spi.session.SessionStore;
import dev.backplane.spi.slot.Slot;
import dev.backplane.spi.slot.Slots;
import java.util.stream.Stream;
import javax.management.JMException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether walking all sessions copies them. */
@Component(service = Check.class)
public final class Iteration extends RosterCheck {

    private static final double MODERATE_BYTES = 512;

    /** What a walk allocates by itself is no more than this; it counts for nothing where there are few sessions. */
    private static final long WALK_BYTES = 16_384;

    private final SessionStore store;
    private final Slots slots;

    @Activate
    public Iteration(@Reference(target = Slot.ACTIVE_TARGET) SessionStore store, @Reference Slots slots) {
        super("sessions.iteration");
        this.store = store;
        this.slots = slots;
    }

    @Override
    public Measurement measure() throws JMException {
        long[] seen = new long[1];
        long bytes = Jvm.allocated(() -> {
            try (Stream<SessionRecord> all = store.sessions()) {
                all.forEach(record -> seen[0]++);
            }
        });
        double each = (double) Math.max(0, bytes - WALK_BYTES) / Math.max(1, seen[0]);
        return Measurement.of(
                        each, "bytes a session", "under 512", Verdict.below(each, MODERATE_BYTES, 4 * MODERATE_BYTES))
                .saying(seen[0] + " sessions walked, " + bytes + " bytes allocated ("
                        + Swaps.active(slots, Slot.SESSION) + ")")
                .remedy(Swaps.other(slots, Slot.SESSION, "memory"));
    }
}
