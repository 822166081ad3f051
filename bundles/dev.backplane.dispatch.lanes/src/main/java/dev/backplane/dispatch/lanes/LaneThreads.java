package dev.backplane.dispatch.lanes;

import dev.backplane.spi.dispatch.Lane;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;

/** Tells on which kind of threads the work of a lane runs. */
public interface LaneThreads {

    ThreadFactory of(Lane lane);

    /** Returns whether a thread of the lane that has nothing to do waits for more, or ends at once. */
    boolean idle(Lane lane);

    /** All lanes have the same kind of threads, which wait for more when they have nothing to do. */
    static LaneThreads all(ThreadFactory threads) {
        return new LaneThreads() {
            @Override
            public ThreadFactory of(Lane lane) {
                return threads;
            }

            @Override
            public boolean idle(Lane lane) {
                return true;
            }
        };
    }

    /**
     * Makes threads of the platform. One takes nothing over from whoever's dispatch happened to start it.
     *
     * @param loader the context class loader, for want of a better one
     */
    static ThreadFactory platform(String prefix, ClassLoader loader) {
        AtomicLong made = new AtomicLong();
        return work -> {
            Thread thread = new Thread(null, work, prefix + made.incrementAndGet(), 0, false);
            thread.setDaemon(true);
            thread.setPriority(Thread.NORM_PRIORITY);
            thread.setContextClassLoader(loader);
            return thread;
        };
    }
}
