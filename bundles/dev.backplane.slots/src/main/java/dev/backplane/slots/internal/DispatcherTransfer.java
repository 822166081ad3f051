package dev.backplane.slots.internal;

import dev.backplane.spi.dispatch.Dispatcher;
import dev.backplane.spi.dispatch.Lane;
import java.util.concurrent.CountDownLatch;

/** Tries dispatchers out. What one has accepted it finishes itself, so nothing moves. */
final class DispatcherTransfer implements Transfer<Dispatcher> {

    @Override
    public void check(Dispatcher newcomer) {
        CountDownLatch ran = new CountDownLatch(1);
        newcomer.dispatch(Lane.CONTROL, "trial", ran::countDown);
        try {
            ran.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("it did not run a piece of work", e);
        }
    }
}
