package dev.backplane.engine.internal;

import dev.backplane.spi.dispatch.DispatchStatistics;
import dev.backplane.spi.dispatch.Dispatcher;
import dev.backplane.spi.dispatch.QueueStatistics;
import dev.backplane.spi.dispatch.RunningWork;
import dev.backplane.spi.dispatch.Ticket;
import dev.backplane.spi.dispatch.Work;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Runs everything on the threads it is given, without a bound; counts what is fenced. */
record ThreadDispatcher(ExecutorService pool, AtomicInteger fenced) implements Dispatcher {

    ThreadDispatcher(ExecutorService pool) {
        this(pool, new AtomicInteger());
    }

    @Override
    public Ticket dispatch(Work work) {
        FutureTask<?> task = new FutureTask<>(work, null);
        pool.execute(task);
        return new Ticket() {
            @Override
            public boolean withdraw() {
                return false;
            }

            @Override
            public boolean fence() {
                if (task.isDone()) {
                    return false;
                }
                fenced.incrementAndGet();
                return true;
            }
        };
    }

    @Override
    public DispatchStatistics statistics() {
        return new DispatchStatistics(0, 0, fenced.get(), 0, 0);
    }

    @Override
    public Stream<QueueStatistics> queues() {
        return Stream.empty();
    }

    @Override
    public Stream<RunningWork> running() {
        return Stream.empty();
    }
}
