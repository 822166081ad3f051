package dev.backplane.itests.faulty;

import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkUtil;

/**
 * What goes wrong next, and where. Outlives the restart of the bundle, as its class loader does. Thread-safe.
 *
 * @param kind what happens
 * @param step where
 * @param left how often the step is still done well
 */
record Fault(Kind kind, Step step, AtomicInteger left) {
    private static final int HANG_SECONDS = 30;

    private static volatile Fault next = new Fault(Kind.NONE, Step.TRIAL, new AtomicInteger());

    /** What may go wrong. */
    enum Kind {
        NONE,
        THROW,
        HANG,
        /** The bundle is stopped, by another thread, while the step is done. */
        STOP,
        /** The step is left out, and nobody is told. */
        OMIT
    }

    /** What a swap asks of a variant, one after the other. */
    enum Step {
        /** It is tried out. */
        TRIAL,
        /** It is given an entry, or some sessions. */
        COPY,
        /** It is asked for its size: only when all has come over, while writes are held. */
        DRAIN,
        /** It is asked for an entry or a session that was moved to it: it serves. */
        SERVE,
        /** It is emptied: another one serves. */
        CLEAR
    }

    /** Sets what goes wrong next. */
    static void set(String kind, String step, int left) {
        next = new Fault(
                Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
                Step.valueOf(step.toUpperCase(Locale.ROOT)),
                new AtomicInteger(left));
    }

    /** Does what is to go wrong at this step. Returns whether the step is to be done. */
    static boolean at(Step step) {
        Fault now = next;
        if (now.kind == Kind.NONE || now.step != step || now.left.getAndDecrement() > 0) {
            return true;
        }
        if (now.kind == Kind.THROW) {
            throw new IllegalStateException("faulty at " + step);
        }
        if (now.kind == Kind.STOP) {
            next = new Fault(Kind.NONE, step, new AtomicInteger());
            new Thread(Fault::stop, "itest-stop").start();
        }
        if (now.kind == Kind.HANG || (now.kind == Kind.STOP && step != Step.SERVE)) {
            hang();
        }
        return now.kind != Kind.OMIT;
    }

    private static void hang() {
        try {
            new CountDownLatch(1).await(HANG_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static void stop() {
        Bundle own = FrameworkUtil.getBundle(Fault.class);
        try {
            own.stop(Bundle.STOP_TRANSIENT);
        } catch (BundleException e) {
            throw new IllegalStateException(e);
        }
    }
}
