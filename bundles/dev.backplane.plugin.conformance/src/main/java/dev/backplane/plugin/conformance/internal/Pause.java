package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.CallContext;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waiting inside a handler: ends early when the call is cancelled. */
final class Pause {

    private Pause() {}

    /** Waits; returns true if the call was cancelled meanwhile. */
    static boolean of(Duration time, CallContext context) throws InterruptedException {
        CountDownLatch cancelled = new CountDownLatch(1);
        context.onCancel(cancelled::countDown);
        return cancelled.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }
}
