package dev.backplane.engine.internal;

import dev.backplane.spi.session.TaskRecord;
import dev.backplane.spi.session.TaskStatistics;
import dev.backplane.spi.session.TaskStatus;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What has become of tasks since the engine started. Thread-safe. */
final class TaskCounters {

    final LongAdder created = new LongAdder();
    final LongAdder completed = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAdder cancelled = new LongAdder();

    /** Of those that failed. */
    final LongAdder interrupted = new LongAdder();

    final LongAdder refused = new LongAdder();
    final LongAdder evicted = new LongAdder();
    final LongAdder expired = new LongAdder();

    void ended(TaskRecord task, boolean cutOff) {
        switch (task.status()) {
            case COMPLETED -> completed.increment();
            case CANCELLED -> cancelled.increment();
            default -> failed.increment();
        }
        if (cutOff) {
            interrupted.increment();
        }
    }

    /**
     * Returns the counts.
     *
     * @param kept by status, those that are there
     */
    TaskStatistics statistics(Map<TaskStatus, Long> kept, long resultBytes) {
        return new TaskStatistics(
                kept,
                resultBytes,
                created.sum(),
                Map.of(
                        TaskStatus.COMPLETED, completed.sum(),
                        TaskStatus.FAILED, failed.sum(),
                        TaskStatus.CANCELLED, cancelled.sum()),
                interrupted.sum(),
                refused.sum(),
                evicted.sum(),
                expired.sum());
    }
}
