package dev.backplane.cache.redis.internal;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what happens in another process and raises no event here. */
final class Await {

    private static final int PERIOD_MILLIS = 5;
    private static final long BOUND_NANOS = TimeUnit.SECONDS.toNanos(20);

    private Await() {}

    static void until(String what, BooleanSupplier condition) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        long end = System.nanoTime() + BOUND_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end || never.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("not within 20 s: " + what);
            }
        }
    }
}
