package dev.backplane.slots.internal;

import dev.backplane.spi.dispatch.DispatchStatistics;
import dev.backplane.spi.dispatch.Dispatcher;
import dev.backplane.spi.dispatch.Lane;

/** The active dispatcher, whichever it is. */
final class DispatcherFacade implements Dispatcher {

    private final ActiveSlot<Dispatcher> slot;

    DispatcherFacade(ActiveSlot<Dispatcher> slot) {
        this.slot = slot;
    }

    /** A dispatcher that was stopped after the slot was read has not accepted the work: it goes to its successor. */
    @Override
    public void dispatch(Lane lane, String mailbox, Runnable work) {
        while (true) {
            Dispatcher active = slot.get();
            try {
                active.dispatch(lane, mailbox, work);
                return;
            } catch (IllegalStateException e) {
                if (slot.isActive(active)) {
                    throw e;
                }
            }
        }
    }

    @Override
    public DispatchStatistics statistics() {
        return slot.get().statistics();
    }
}
