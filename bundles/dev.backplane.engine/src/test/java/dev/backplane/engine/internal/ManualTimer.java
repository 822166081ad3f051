package dev.backplane.engine.internal;

import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A timer whose time is moved by hand; what is due runs on the thread that moves it. */
final class ManualTimer extends ScheduledThreadPoolExecutor {

    private final Queue<Task> tasks = new PriorityQueue<>();
    private long now;
    private long scheduled;

    ManualTimer() {
        super(1);
    }

    void forward(long millis) {
        long until;
        synchronized (this) {
            until = now + TimeUnit.MILLISECONDS.toNanos(millis);
        }
        for (Task due = next(until); due != null; due = next(until)) {
            due.run();
        }
    }

    private synchronized Task next(long until) {
        Task first = tasks.peek();
        if (first == null || first.at > until) {
            now = until;
            return null;
        }
        now = first.at;
        return tasks.remove();
    }

    @Override
    public synchronized ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        Task task = new Task(command, now + unit.toNanos(delay), scheduled++);
        tasks.add(task);
        return task;
    }

    private final class Task extends FutureTask<Object> implements ScheduledFuture<Object> {
        private final long at;
        private final long number;

        Task(Runnable command, long at, long number) {
            super((Callable<Object>) () -> {
                command.run();
                return true;
            });
            this.at = at;
            this.number = number;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(at - now, TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            Task task = (Task) other;
            return at == task.at ? Long.compare(number, task.number) : Long.compare(at, task.at);
        }
    }
}
