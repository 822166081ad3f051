package dev.backplane.transport.http.internal;

import java.util.concurrent.TimeUnit;

/**
 * Counts, a second at a time, what a peer of HTTP/2 makes the server do for nothing: requests that are taken back or
 * refused, and frames that carry none. Confined to the I/O thread.
 */
final class H2Calm {

    /** Frames without use that a peer may send for each request that it may take back. */
    private static final int FRAMES_A_RESET = 10;

    private final int resetsMax;
    private long startNanos = System.nanoTime();
    private int resets;
    private int frames;

    /** @param resetsMax a second */
    H2Calm(int resetsMax) {
        this.resetsMax = resetsMax;
    }

    /** @throws H2Exception if it was one too many */
    void reset() throws H2Exception {
        turn();
        if (++resets > resetsMax) {
            throw new H2Exception(
                    H2.ENHANCE_YOUR_CALM,
                    "more than http2ResetsPerSecondMax = " + resetsMax + " requests in a second came to nothing");
        }
    }

    /** @throws H2Exception if it was one too many */
    void frame() throws H2Exception {
        turn();
        if (++frames > resetsMax * FRAMES_A_RESET) {
            throw new H2Exception(
                    H2.ENHANCE_YOUR_CALM,
                    "more than " + resetsMax * FRAMES_A_RESET + " frames in a second, ten times"
                            + " http2ResetsPerSecondMax, were of no use");
        }
    }

    private void turn() {
        long now = System.nanoTime();
        if (now - startNanos > TimeUnit.SECONDS.toNanos(1)) {
            startNanos = now;
            resets = 0;
            frames = 0;
        }
    }
}
