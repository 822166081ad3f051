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

    public Watcher() {
        super("memory.watcher");
    }

    @Override
    public Measurement measure() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        double worst = 0;
        for (int i = 0; i < WAITS; i++) {
            long start = System.nanoTime();
            if (!never.await(1, TimeUnit.MILLISECONDS)) {
                worst = Math.max(worst, (System.nanoTime() - start) / 1e6 - 1);
            }
        }
        double late = Math.max(0, worst);
        return Measurement.of(late, "ms late", "under 100", Verdict.below(late, MODERATE_MILLIS, 10 * MODERATE_MILLIS))
                .saying("the latest of " + WAITS + " wakings")
                .remedy(Action.advice("give the platform more processors or heap, or what runs besides less"));
    }
}
