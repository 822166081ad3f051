package dev.backplane.checklist.internal.sessions;

import dev.backplane.checklist.internal.RosterCheck;
import dev.backplane.checklist.internal.Swaps;
import dev.backplane.checklist.internal.messages.LaneProbe;
import dev.backplane.spi.check.Action;
import dev.backplane.spi.check.Check;
import dev.backplane.spi.check.Measurement;
import dev.backplane.spi.check.Verdict;
import dev.backplane.spi.dispatch.Dispatcher;
import dev.backplane.spi.dispatch.Lane;
import dev.backplane.spi.dispatch.QueueStatistics;
import dev.backplane.spi.slot.Slot;
import dev.backplane.spi.slot.Slots;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether what is urgent waits, whatever the lane for calls is full of. */
@Component(service = Check.class)
public final class Lanes extends RosterCheck {

    private static final double MODERATE_MILLIS = 100;
    private static final int WORKERS_MAX = 64;

    private final Dispatcher dispatcher;
    private final Slots slots;

    @Activate
    public Lanes(@Reference(target = Slot.ACTIVE_TARGET) Dispatcher dispatcher, @Reference Slots slots) {
        super("sessions.lanes");
        this.dispatcher = dispatcher;
        this.slots = slots;
    }

    @Override
    public Measurement measure() throws InterruptedException {
        QueueStatistics control = LaneProbe.lane(dispatcher, Lane.CONTROL);
        QueueStatistics normal = LaneProbe.lane(dispatcher, Lane.NORMAL);
        double millis = LaneProbe.waitMillis(dispatcher, Lane.CONTROL);
        int needed = control == null ? 2 : control.running() + control.waiting();
        return Measurement.of(
                        millis,
                        "ms",
                        "control waits under 100",
                        Verdict.below(millis, MODERATE_MILLIS, 10 * MODERATE_MILLIS))
                .saying((normal == null ? 0 : normal.waiting()) + " calls wait"
                        + (control == null || control.p99Nanos() < 0
                                ? ""
                                : "; control p99 of the last minute " + control.p99Nanos() / 1_000_000 + " ms"))
                .remedy(Action.configure(
                        "dev.backplane.dispatch." + Swaps.active(slots, Slot.DISPATCH),
                        "controlWorkers",
                        Math.min(WORKERS_MAX, Math.max(4, needed + 2))));
    }
}
