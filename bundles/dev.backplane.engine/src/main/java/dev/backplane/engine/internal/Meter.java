package dev.backplane.engine.internal;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a thread had used and waited for at a moment. Taking one costs about two microseconds.
 *
 * @param cpuNanos processor time
 * @param waits how often it has waited: slept, parked, or waited for a monitor's notification
 * @param blocks how often it has found a monitor taken
 */
record Meter(long cpuNanos, long waits, long blocks) {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final boolean CPU = THREADS.isCurrentThreadCpuTimeSupported();
    private static final List<GarbageCollectorMXBean> COLLECTORS = ManagementFactory.getGarbageCollectorMXBeans();

    /** Returns that of the calling thread; null where the JVM does not tell, as of virtual threads. */
    @SuppressWarnings("deprecation") // its successor is newer than the oldest JVM that this runs on
    static @Nullable Meter now() {
        if (!CPU) {
            return null;
        }
        try {
            ThreadInfo info = THREADS.getThreadInfo(Thread.currentThread().getId());
            return info == null
                    ? null
                    : new Meter(THREADS.getCurrentThreadCpuTime(), info.getWaitedCount(), info.getBlockedCount());
        } catch (UnsupportedOperationException e) {
            return null;
        }
    }

    /** Returns how often a thread has waited; 0 where the JVM does not tell. */
    @SuppressWarnings("deprecation") // its successor is newer than the oldest JVM that this runs on
    static long waits(Thread thread) {
        ThreadInfo info = THREADS.getThreadInfo(thread.getId());
        return info == null ? 0 : info.getWaitedCount();
    }

    /** Returns at most how long collections of garbage have taken so far: the JVM leaves out up to 1 ms of each. */
    static long collectionNanos() {
        long millis = 0;
        for (GarbageCollectorMXBean each : COLLECTORS) {
            millis += each.getCollectionCount() + each.getCollectionTime();
        }
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
