package dev.backplane.checklist.internal.messages;

import dev.backplane.checklist.internal.RosterCheck;
import dev.backplane.checklist.internal.Swaps;
import dev.backplane.spi.check.Action;
import dev.backplane.spi.check.Check;
import dev.backplane.spi.check.Measurement;
import dev.backplane.spi.check.Verdict;
import dev.backplane.spi.dispatch.Dispatcher;
import dev.backplane.spi.dispatch.Lane;
import dev.backplane.spi.dispatch.QueueStatistics;
import dev.backplane.spi.slot.Slot;
import dev.backplane.spi.slot.Slots;
import java.util.Comparator;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** How long a call waits for its turn, and behind whom. */
@Component(service = Check.class)
public final class Calls extends RosterCheck {

    private static final double MODERATE_MILLIS = 100;
    private static final int WORKERS_MAX = 4_096;
    private static final int NAMED = 3;

    private final Dispatcher dispatcher;
    private final Slots slots;

    @Activate
    public Calls(@Reference(target = Slot.ACTIVE_TARGET) Dispatcher dispatcher, @Reference Slots slots) {
        super("messages.calls");
        this.dispatcher = dispatcher;
        this.slots = slots;
    }

    @Override
    public Measurement measure() throws InterruptedException {
        QueueStatistics lane = LaneProbe.lane(dispatcher, Lane.NORMAL);
        String deepest = dispatcher
                .queues()
                .filter(queue ->
                        queue.lane() == Lane.NORMAL && queue.kind() != QueueStatistics.Kind.LANE && queue.waiting() > 0)
                .sorted(Comparator.comparingInt(QueueStatistics::waiting).reversed())
                .limit(NAMED)
                .map(queue -> queue.name() + " " + queue.waiting())
                .collect(Collectors.joining(", "));
        double millis = LaneProbe.waitMillis(dispatcher, Lane.NORMAL);
        int needed = lane == null ? 0 : lane.running() + lane.waiting();
        return Measurement.of(
                        millis,
                        "ms",
                        "a call waits under 100",
                        Verdict.below(millis, MODERATE_MILLIS, 10 * MODERATE_MILLIS))
                .saying((lane == null ? 0 : lane.waiting()) + " wait, "
                        + (lane == null ? 0 : lane.running()) + " run"
                        + (deepest.isEmpty() ? "" : "; deepest: " + deepest))
                .remedy(Action.configure(
                        "dev.backplane.dispatch." + Swaps.active(slots, Slot.DISPATCH),
                        "workers",
                        Math.min(WORKERS_MAX, needed + 8)));
    }
}
