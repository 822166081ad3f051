package dev.backplane.cache.internal;

import dev.backplane.spi.cache.CacheKey;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/** Whose lock is held while a key is written; keys share them. Hits take none. */
final class Stripes {

    /** A power of two; more than threads that usually write at once by far. */
    private static final int STRIPES = 1_024;

    /** A lock, and how often something under it was written. */
    static final class Stripe {
        final ReentrantLock lock = new ReentrantLock();

        /** Grows when a write begins and when it ends. Written under the lock. */
        private volatile long writes;

        /** Returns what tells whether anything is written from here on. */
        long writes() {
            return writes;
        }

        /** Notes that a write begins or ends; under the lock. */
        @SuppressWarnings("NonAtomicVolatileUpdate")
        void written() {
            writes++;
        }
    }

    private final Stripe[] stripes = new Stripe[STRIPES];

    Stripes() {
        Arrays.setAll(stripes, i -> new Stripe());
    }

    Stripe of(CacheKey key) {
        int hash = key.hashCode() * 0x9E3779B9;
        return stripes[(hash ^ hash >>> 16) & (STRIPES - 1)];
    }
}
