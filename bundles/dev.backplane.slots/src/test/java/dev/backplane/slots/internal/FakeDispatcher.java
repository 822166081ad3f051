package dev.backplane.slots.internal;

import dev.backplane.spi.dispatch.DispatchStatistics;
import dev.backplane.spi.dispatch.Dispatcher;
import dev.backplane.spi.dispatch.QueueStatistics;
import dev.backplane.spi.dispatch.RunningWork;
import dev.backplane.spi.dispatch.Ticket;
import dev.backplane.spi.dispatch.Work;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Runs work at once until it is stopped. */
final class FakeDispatcher implements Dispatcher {

    /** For work that has run before anybody has its ticket. */
    private static final Ticket OVER = new Ticket() {
        @Override
        public boolean withdraw() {
            return false;
        }

        @Override
        public boolean fence() {
            return false;
        }
    };

    private boolean stopped;
    private final AtomicInteger ran = new AtomicInteger();

    @Override
    public synchronized Ticket dispatch(Work work) {
        if (stopped) {
            throw new IllegalStateException("slot dispatch: stopped");
        }
        work.run();
        if (!work.name().equals("trial")) {
            ran.incrementAndGet();
        }
        return OVER;
    }

    @Override
    public DispatchStatistics statistics() {
        return new DispatchStatistics(0, 0, 0, ran.get(), 0);
    }

    @Override
    public Stream<QueueStatistics> queues() {
        return Stream.empty();
    }

    @Override
    public Stream<RunningWork> running() {
        return Stream.empty();
    }

    synchronized void stop() {
        stopped = true;
    }
}
