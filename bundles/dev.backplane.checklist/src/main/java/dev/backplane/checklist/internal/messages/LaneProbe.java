package dev.backplane.checklist.internal.messages;

import dev.backplane.spi.dispatch.Dispatcher;
import dev.backplane.spi.dispatch.Lane;
import dev.backplane.spi.dispatch.OverloadedException;
import dev.backplane.spi.dispatch.QueueStatistics;
import dev.backplane.spi.dispatch.Ticket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Waits in a lane, as a call would. */
public final class LaneProbe {

    private static final String NAME = "checklist";
    private static final int PROBES = 4;

    /** Longer than this nobody needs to know. */
    private static final long MOST_MILLIS = 1_000;

    private LaneProbe() {}

    /** Returns the longest that one of a few pieces of work waits now, in milliseconds; at most 1,000, also if it is refused. */
    public static double waitMillis(Dispatcher dispatcher, Lane lane) throws InterruptedException {
        double longest = 0;
        for (int i = 0; i < PROBES && longest < MOST_MILLIS / 10.0; i++) {
            longest = Math.max(longest, once(dispatcher, lane));
        }
        return longest;
    }

    private static double once(Dispatcher dispatcher, Lane lane) throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(1);
        AtomicLong begin = new AtomicLong();
        long start = System.nanoTime();
        Ticket ticket;
        try {
            ticket = dispatcher.dispatch(lane, NAME, () -> {
                begin.set(System.nanoTime());
                ran.countDown();
            });
        } catch (OverloadedException e) {
            return MOST_MILLIS;
        }
        try {
            return ran.await(MOST_MILLIS, TimeUnit.MILLISECONDS) ? (begin.get() - start) / 1e6 : MOST_MILLIS;
        } finally {
            ticket.withdraw();
        }
    }

    /** Returns the figures of a lane, or null. */
    public static @Nullable QueueStatistics lane(Dispatcher dispatcher, Lane lane) {
        return dispatcher
                .queues()
                .filter(queue -> queue.kind() == QueueStatistics.Kind.LANE && queue.lane() == lane)
                .findFirst()
                .orElse(null);
    }
}
