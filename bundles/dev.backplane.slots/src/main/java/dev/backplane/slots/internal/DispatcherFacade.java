package dev.backplane.slots.internal;

import dev.backplane.spi.dispatch.DispatchStatistics;
import dev.backplane.spi.dispatch.Dispatcher;
import dev.backplane.spi.dispatch.QueueStatistics;
import dev.backplane.spi.dispatch.RunningWork;
import dev.backplane.spi.dispatch.Ticket;
import dev.backplane.spi.dispatch.Work;
import java.util.stream.Stream;

/** The active dispatcher, whichever it is. What one has accepted it finishes, active or not. */
final class DispatcherFacade implements Dispatcher {

    private final ActiveSlot<Dispatcher> slot;

    DispatcherFacade(ActiveSlot<Dispatcher> slot) {
        this.slot = slot;
    }

    @Override
    public Ticket dispatch(Work work) {
        Tenure<Dispatcher> now = slot.enter();
        try {
            return now.service().dispatch(work);
        } finally {
            now.exit();
        }
    }

    @Override
    public DispatchStatistics statistics() {
        Tenure<Dispatcher> now = slot.enter();
        try {
            return now.service().statistics();
        } finally {
            now.exit();
        }
    }

    @Override
    public Stream<QueueStatistics> queues() {
        Tenure<Dispatcher> now = slot.enter();
        try {
            return now.service().queues();
        } finally {
            now.exit();
        }
    }

    @Override
    public Stream<RunningWork> running() {
        Tenure<Dispatcher> now = slot.enter();
        try {
            return now.service().running();
        } finally {
            now.exit();
        }
    }
}
