package dev.backplane.slots.internal;

import dev.backplane.spi.dispatch.DispatchStatistics;
import dev.backplane.spi.dispatch.Dispatcher;
import dev.backplane.spi.dispatch.Lane;

/** The active dispatcher, whichever it is. What one has accepted it finishes, active or not. */
final class DispatcherFacade implements Dispatcher {

    private final ActiveSlot<Dispatcher> slot;

    DispatcherFacade(ActiveSlot<Dispatcher> slot) {
        this.slot = slot;
    }

    @Override
    public void dispatch(Lane lane, String mailbox, Runnable work) {
        Tenure<Dispatcher> now = slot.enter();
        try {
            now.service().dispatch(lane, mailbox, work);
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
}
