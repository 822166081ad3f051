package dev.backplane.spi.dispatch;

import org.jspecify.annotations.Nullable;

/** Work made of a task that knows nothing of dispatchers. */
record Task(Lane lane, String name, @Nullable String session, Runnable task) implements Work {
    @Override
    public void run() {
        task.run();
    }
}
