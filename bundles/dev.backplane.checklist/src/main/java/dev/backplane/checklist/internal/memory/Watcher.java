package dev.backplane.checklist.internal.memory;

import dev.backplane.checklist.internal.RosterCheck;
import dev.backplane.spi.check.Action;
import dev.backplane.spi.check.Check;
import dev.backplane.spi.check.Measurement;
import dev.backplane.spi.check.Verdict;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Component;

/** How late a thread is that wants to run now: the processors are busy, or the collector stops everything. */
@Component(service = Check.class)
public final class Watcher extends RosterCheck {

    private static final int WAITS = 10;
    private static final double MODERATE_MILLIS = 100;
    private static final long ENOUGH_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    public Watcher() {
        super("memory.watcher");
    }

    @Override
    public Measurement measure() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        double worst = 0;
        int wakings = 0;
        long begun = System.nanoTime();
        // where each waking is late, few show it: all of them would take longer than a check may
        while (wakings < WAITS && System.nanoTime() - begun < ENOUGH_NANOS) {
            long start = System.nanoTime();
            if (!never.await(1, TimeUnit.MILLISECONDS)) {
                worst = Math.max(worst, (System.nanoTime() - start) / 1e6 - 1);
            }
            wakings++;
        }
        double late = Math.max(0, worst);
        return Measurement.of(late, "ms late", "under 100", Verdict.below(late, MODERATE_MILLIS, 10 * MODERATE_MILLIS))
                .saying("the latest of " + wakings + " wakings")
                .remedy(Action.advice("give the platform more processors or heap, or what runs besides less"));
    }
}
