package dev.backplane.benchmarks.cache;

import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CachedValue;

/**
 * One of the kinds with entries in. Keys are made anew just before they are used, as those who use caches do, so what they are made of
 * is in the processor's caches; what they are compared with is so only if it was used lately.
 */
final class Filled {

    static final int BATCH = 100;
    private static final int FEW = 1_000;

    /** Odd, and no multiple of 5, so that its multiples are all numbers below a power of ten once each. */
    private static final long STRIDE = 0x9E3779B1L;

    private static final int IN = 1;
    private static final int STRANGE = 3;
    private static final int FRESH = 2;

    private final Kind.Subject subject;
    private final int entries;
    private final CacheKey[] keys = new CacheKey[BATCH];
    private CachedValue plain = Keys.value();
    private CachedValue tagged = Keys.value("tag");
    private long steps;
    private int fresh;
    private long sum;

    Filled(Kind.Subject subject, int entries) {
        this.subject = subject;
        this.entries = entries;
        for (int i = 0; i < entries; i++) {
            subject.put(Keys.key(i, IN), Keys.value());
        }
    }

    /** Makes the keys that the next operation is done to. */
    void prepare(Operation operation, boolean few) {
        int range = few ? Math.min(FEW, entries) : entries;
        for (int i = 0; i < BATCH; i++) {
            int number = (int) (steps++ * STRIDE % range);
            keys[i] = operation.evicts
                    ? Keys.key(fresh++, FRESH)
                    : Keys.key(number, operation == Operation.miss ? STRANGE : IN);
        }
        plain = Keys.value();
        tagged = Keys.value("tag");
        if (operation == Operation.invalidate) {
            putAll(tagged);
        }
    }

    private void putAll(CachedValue value) {
        for (CacheKey key : keys) {
            subject.put(key, value);
        }
    }

    void run(Operation operation) {
        switch (operation) {
            case hit, miss -> {
                for (CacheKey key : keys) {
                    sum += subject.get(key);
                }
            }
            case getOrLoad -> {
                for (CacheKey key : keys) {
                    sum += subject.getOrLoad(key, plain);
                }
            }
            case put, putThatEvicts -> putAll(plain);
            case putTagged -> putAll(tagged);
            case remove -> {
                for (CacheKey key : keys) {
                    subject.remove(key);
                }
            }
            case invalidate -> subject.invalidate("tag", keys);
        }
    }

    /** Puts things back as they were. */
    void restore(Operation operation) {
        switch (operation) {
            case remove, invalidate, putTagged -> putAll(plain);
            default -> sum += 1;
        }
    }
}
