package dev.backplane.cache.internal;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what another thread is about to bring about. */
final class Until {

    private static final long LIMIT_SECONDS = 30;

    private Until() {}

    static void holds(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("it did not come to that in " + LIMIT_SECONDS + " s");
            }
            Thread.onSpinWait();
        }
    }
}
