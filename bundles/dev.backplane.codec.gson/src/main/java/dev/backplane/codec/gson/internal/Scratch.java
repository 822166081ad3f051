package dev.backplane.codec.gson.internal;

import org.jspecify.annotations.Nullable;

/**
 * One buffer a thread, lent to one writer at a time; a second writer of the same thread gets a fresh one. Holds bytes
 * alone, so that nothing of a bundle is kept by threads that outlive it. Thread-safe.
 */
final class Scratch {

    /** Bytes of a buffer. */
    static final int SIZE = 8_192;

    private final ThreadLocal<byte @Nullable []> kept = new ThreadLocal<>();

    byte[] take() {
        byte[] buffer = kept.get();
        if (buffer == null) {
            return new byte[SIZE];
        }
        kept.set(null);
        return buffer;
    }

    void giveBack(byte[] buffer) {
        kept.set(buffer);
    }
}
