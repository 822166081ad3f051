package dev.backplane.checklist.internal.sessions;

import dev.backplane.checklist.internal.RosterCheck;
import dev.backplane.checklist.internal.Settings;
import dev.backplane.spi.check.Action;
import dev.backplane.spi.check.Check;
import dev.backplane.spi.check.Measurement;
import dev.backplane.spi.check.Verdict;
import dev.backplane.spi.session.SessionMonitor;
import dev.backplane.spi.session.SessionRecord;
import dev.backplane.spi.session.SessionStatistics;
import dev.backplane.spi.session.SessionStatus;
import dev.backplane.spi.session.SessionStore;
import dev.backplane.spi.slot.Slot;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether sessions that are idle are kept in their compact form. */
@Component(service = Check.class)
public final class Hibernation extends RosterCheck {

    /** What is due is done once a second, at the least. */
    private static final long GRACE_MILLIS = 1_500;

    private static final int MANY = 1_000;

    private final SessionMonitor sessions;
    private final SessionStore store;
    private final Settings settings;

    @Activate
    public Hibernation(
            @Reference SessionMonitor sessions,
            @Reference(target = Slot.ACTIVE_TARGET) SessionStore store,
            @Reference Settings settings) {
        super("sessions.hibernation");
        this.sessions = sessions;
        this.store = store;
        this.settings = settings;
    }

    @Override
    public Measurement measure() {
        SessionStatistics statistics = sessions.statistics();
        long idle = settings.sessionIdleMillis();
        long awake = statistics.live() == 0 ? 0 : overdue(System.currentTimeMillis() - idle - idle / 4 - GRACE_MILLIS);
        return Measurement.of(
                        awake,
                        "idle and not hibernating",
                        "0 that are idle for " + idle + " ms",
                        Verdict.below(awake, 1, MANY))
                .saying(statistics.live() + " live, " + statistics.hibernated() + " hibernate")
                .remedy(Action.configure("dev.backplane.engine", "sessionHibernateMillis", idle));
    }

    private long overdue(long before) {
        long[] overdue = new long[1];
        try (Stream<SessionRecord> all = store.sessions()) {
            all.forEach(record -> {
                SessionStatus status = sessions.status(record.id());
                if (status != null && status.live() && status.streams() == 0 && status.lastSeenMillis() < before) {
                    overdue[0]++;
                }
            });
        }
        return overdue[0];
    }
}
