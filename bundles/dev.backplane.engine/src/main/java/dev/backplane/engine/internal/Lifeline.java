package dev.backplane.engine.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How far a call is: the thread that runs its handler, its deadline, what is to happen when it is cancelled, and its end,
 * which comes once. Guarded by itself; the lock is never held while a handler, a reply or an action runs.
 */
final class Lifeline {

    /**
     * What a cancelled call leaves to do.
     *
     * @param runner the thread that was interrupted; null: none runs it
     */
    record Cut(List<Runnable> actions, @Nullable Thread runner) {}

    private final ScheduledExecutorService timer;
    private @Nullable Thread runner;
    private @Nullable List<Runnable> actions;
    private @Nullable Future<?> deadline;
    private boolean cancelled;
    private boolean ended;

    Lifeline(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    /** The calling thread is to run the handler. Returns false if the call has ended. */
    synchronized boolean enter() {
        if (ended || cancelled) {
            return false;
        }
        runner = Thread.currentThread();
        return true;
    }

    /** The handler has returned. Returns false if the call has ended meanwhile. */
    synchronized boolean leave() {
        runner = null;
        if (cancelled) {
            // The interruption was meant for the handler, not for whoever uses the thread next.
            Thread.interrupted();
        }
        return !ended && !cancelled;
    }

    /** Tells whether the handler runs. */
    synchronized boolean running() {
        return runner != null;
    }

    /** Tells whether the thread runs the handler. */
    synchronized boolean runsOn(Thread thread) {
        return runner == thread;
    }

    /** Ends the call. Returns false if it has ended before. */
    synchronized boolean end() {
        if (ended) {
            return false;
        }
        ended = true;
        stopTimer();
        return true;
    }

    /** Interrupts the handler, unless it cancels itself. Returns null if the call is over already. */
    synchronized @Nullable Cut cancel() {
        if (ended || cancelled) {
            return null;
        }
        cancelled = true;
        Thread running = runner == Thread.currentThread() ? null : runner;
        if (running != null) {
            running.interrupt();
        }
        return new Cut(actions == null ? List.of() : List.copyOf(actions), running);
    }

    synchronized boolean isCancelled() {
        return cancelled;
    }

    /** Tells whether the call has ended, or is about to. */
    synchronized boolean over() {
        return ended || cancelled;
    }

    /** Does something short before the call can end. Returns false, with nothing done, if it has ended, or is about to. */
    synchronized boolean whileItLasts(Runnable change) {
        if (ended || cancelled) {
            return false;
        }
        change.run();
        return true;
    }

    /** Adds what is to be done on cancellation. Returns false, with nothing done, if that has happened. */
    synchronized boolean onCancel(Runnable action) {
        if (cancelled) {
            return false;
        }
        if (actions == null) {
            actions = new ArrayList<>(2);
        }
        actions.add(action);
        return true;
    }

    /** Sets the one deadline of a call: of its handler while that runs, of its client while that is asked. */
    synchronized void expectWithin(long millis, Runnable otherwise) {
        stopTimer();
        if (!ended) {
            deadline = timer.schedule(otherwise, millis, TimeUnit.MILLISECONDS);
        }
    }

    synchronized void stopTimer() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }
}
