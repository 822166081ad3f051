package dev.backplane.checklist.internal.sessions;

import dev.backplane.checklist.internal.Recent;
import dev.backplane.checklist.internal.RosterCheck;
import dev.backplane.checklist.internal.Settings;
import dev.backplane.spi.check.Action;
import dev.backplane.spi.check.Check;
import dev.backplane.spi.check.Measurement;
import dev.backplane.spi.check.Verdict;
import dev.backplane.spi.session.CloseReason;
import dev.backplane.spi.session.SessionMonitor;
import dev.backplane.spi.session.SessionStatistics;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether each session that ends has a reason: none is lost, or gone without a trace. For one thread. */
@Component(service = Check.class)
public final class Closes extends RosterCheck {

    private static final int MANY = 10;

    private final SessionMonitor sessions;
    private final Settings settings;
    private final Recent lost = new Recent();

    /** How many more were opened than are there and have ended; counted while sessions come and go, it is out by a few. */
    private long least = Long.MAX_VALUE;

    private long before = Long.MAX_VALUE;

    @Activate
    public Closes(@Reference SessionMonitor sessions, @Reference Settings settings) {
        super("sessions.closes");
        this.sessions = sessions;
        this.settings = settings;
    }

    @Override
    public Measurement measure() {
        SessionStatistics statistics = sessions.statistics();
        long closed =
                statistics.closed().values().stream().mapToLong(Long::longValue).sum();
        long missing = statistics.opened() - statistics.open() - closed;
        least = Math.min(least, missing);
        long traceless = before == Long.MAX_VALUE ? 0 : Math.max(0, Math.min(before, missing) - least);
        before = missing;
        long errors = statistics.closed().getOrDefault(CloseReason.ERROR, 0L);
        long figure = traceless + lost.growth(errors, settings.windowMillis());
        return Measurement.of(
                        figure,
                        "closed without a reason",
                        "0 in " + settings.windowMillis() + " ms",
                        Verdict.below(figure, 1, MANY))
                .saying(statistics.closed().entrySet().stream()
                        .filter(each -> each.getValue() > 0)
                        .map(each -> each.getValue() + " " + each.getKey().text())
                        .collect(Collectors.joining(", ")))
                .remedy(Action.advice("find out who else writes to the session store, or why it loses what it has"));
    }
}
