package dev.backplane.dispatch.pool.internal;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;

/** Makes the threads of all lanes. A thread takes nothing over from whoever's dispatch happened to start it. */
final class WorkerThreads implements ThreadFactory {

    static final String PREFIX = "backplane-dispatch-";

    private final AtomicLong made = new AtomicLong();

    @Override
    public Thread newThread(Runnable work) {
        Thread thread = new Thread(null, work, PREFIX + made.incrementAndGet(), 0, false);
        thread.setDaemon(true);
        thread.setPriority(Thread.NORM_PRIORITY);
        thread.setContextClassLoader(WorkerThreads.class.getClassLoader());
        return thread;
    }
}
