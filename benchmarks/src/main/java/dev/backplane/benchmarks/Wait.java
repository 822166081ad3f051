package dev.backplane.benchmarks;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Waits for a process to get somewhere. */
final class Wait {

    private static final long LIMIT_SECONDS = 120;
    private static final long STEP_MILLIS = 100;

    private Wait() {}

    /** Something that may not be there yet. */
    @FunctionalInterface
    interface Attempt {
        @Nullable
        Integer get() throws IOException;
    }

    /** @throws IOException if the process ends first, or the time does */
    static int until(String what, Process process, Attempt attempt) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        try {
            while (System.nanoTime() < end) {
                Integer value = attempt.get();
                if (value != null) {
                    return value;
                }
                if (process.waitFor(STEP_MILLIS, TimeUnit.MILLISECONDS)) {
                    throw new IOException("the process ended with " + process.exitValue() + " before " + what);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        throw new IOException(what + " did not come within " + LIMIT_SECONDS + " s");
    }
}
