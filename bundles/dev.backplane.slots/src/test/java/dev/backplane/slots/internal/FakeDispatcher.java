package dev.backplane.slots.internal;

import dev.backplane.spi.dispatch.DispatchStatistics;
import dev.backplane.spi.dispatch.Dispatcher;
import dev.backplane.spi.dispatch.Lane;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs work at once until it is stopped. */
final class FakeDispatcher implements Dispatcher {

    private boolean stopped;
    private final AtomicInteger ran = new AtomicInteger();

    @Override
    public synchronized void dispatch(Lane lane, String mailbox, Runnable work) {
        if (stopped) {
            throw new IllegalStateException("slot dispatch: stopped");
        }
        work.run();
        if (!mailbox.equals("trial")) {
            ran.incrementAndGet();
        }
    }

    @Override
    public DispatchStatistics statistics() {
        return new DispatchStatistics(0, 0, ran.get(), 0);
    }

    synchronized void stop() {
        stopped = true;
    }
}
