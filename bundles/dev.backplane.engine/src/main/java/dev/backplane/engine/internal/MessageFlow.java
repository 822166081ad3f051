package dev.backplane.engine.internal;

import dev.backplane.api.LogLevel;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the messages of one call in each second. What is beyond the bound waits for the second's end, or for the call's:
 * of progress the latest, of log messages their number. Guarded by itself; keeps one message at most.
 */
final class MessageFlow {

    private static final long SECOND_NANOS = 1_000_000_000;

    /**
     * What was put off.
     *
     * @param latest sends the latest progress; null: none waits
     * @param worst the highest level of the log messages that were left out
     */
    record Rest(@Nullable Runnable latest, int leftOut, LogLevel worst, int limit) {}

    private final ScheduledExecutorService timer;
    private final IntSupplier perSecond;
    private long second;
    private int sent;
    private boolean waits;
    private @Nullable Runnable latest;
    private double greatest;
    private int leftOut;
    private LogLevel worst = LogLevel.DEBUG;

    MessageFlow(ScheduledExecutorService timer, IntSupplier perSecond) {
        this.timer = timer;
        this.perSecond = perSecond;
    }

    /**
     * Counts a message.
     *
     * @param flush is run at the end of a second that has more
     * @return false if it is not to be sent now
     */
    synchronized boolean admit(Runnable flush) {
        long now = System.nanoTime();
        if (sent == 0 || now - second >= SECOND_NANOS) {
            second = now;
            sent = 0;
        }
        if (sent < perSecond.getAsInt()) {
            sent++;
            return true;
        }
        if (!waits) {
            waits = true;
            timer.schedule(flush, second + SECOND_NANOS - now, TimeUnit.NANOSECONDS);
        }
        return false;
    }

    /** Puts off a progress, unless a greater one waits. */
    synchronized void latest(double progress, Runnable sending) {
        if (latest == null || progress > greatest) {
            greatest = progress;
            latest = sending;
        }
    }

    synchronized void leftOut(LogLevel level) {
        leftOut++;
        if (level.compareTo(worst) > 0) {
            worst = level;
        }
    }

    /** Takes out what was put off; null: nothing. */
    synchronized @Nullable Rest take() {
        if (!waits) {
            return null;
        }
        waits = false;
        Rest rest = new Rest(latest, leftOut, worst, perSecond.getAsInt());
        latest = null;
        leftOut = 0;
        worst = LogLevel.DEBUG;
        return rest;
    }
}
