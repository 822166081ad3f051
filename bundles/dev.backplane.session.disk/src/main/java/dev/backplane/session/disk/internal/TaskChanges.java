package dev.backplane.session.disk.internal;

import dev.backplane.spi.session.TaskRecord;
import dev.backplane.spi.session.TaskStatus;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How tasks are written, within {@link Changes}. Stateless. */
final class TaskChanges {

    /** For what a task has besides its bulk; more makes room. */
    private static final int TASK_BYTES = 256;

    private TaskChanges() {}

    static byte[] put(byte kind, TaskRecord task) {
        Changes.Buffer out = new Changes.Buffer(TASK_BYTES + length(task.result()) + length(task.error()));
        out.room(1).put(kind);
        out.text(task.id());
        out.text(task.session());
        out.text(task.principal());
        out.text(task.protocolVersion());
        out.text(task.tool());
        out.text(task.status().id());
        out.text(task.message());
        instant(out, task.created());
        instant(out, task.updated());
        out.room(2 * Long.BYTES).putLong(task.ttlMillis()).putLong(task.pollMillis());
        out.optional(task.result());
        out.optional(task.error());
        return out.toBytes();
    }

    private static int length(byte @Nullable [] json) {
        return json == null ? 0 : json.length;
    }

    private static void instant(Changes.Buffer out, Instant instant) {
        out.room(Long.BYTES + Integer.BYTES).putLong(instant.getEpochSecond()).putInt(instant.getNano());
    }

    static TaskRecord read(ByteBuffer in) {
        return new TaskRecord(
                Changes.required(in),
                Changes.text(in),
                Changes.text(in),
                Changes.required(in),
                Changes.required(in),
                status(Changes.required(in)),
                Changes.text(in),
                instant(in),
                instant(in),
                in.getLong(),
                in.getLong(),
                Changes.optional(in),
                Changes.optional(in));
    }

    private static Instant instant(ByteBuffer in) {
        return Instant.ofEpochSecond(in.getLong(), in.getInt());
    }

    private static TaskStatus status(String id) {
        for (TaskStatus status : TaskStatus.values()) {
            if (status.id().equals(id)) {
                return status;
            }
        }
        throw new IllegalStateException("Tasks of status " + id + " are unknown");
    }
}
