package dev.backplane.engine.internal;

import dev.backplane.api.Ask;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes the answer to a call that has become a task. */
final class TaskReply implements Reply {

    private final Tasks tasks;
    private final Task task;
    private final ProtocolVersion version;

    TaskReply(Tasks tasks, Task task, ProtocolVersion version) {
        this.tasks = tasks;
        this.task = task;
        this.version = version;
    }

    /** Returns the result that tells the caller of the task. */
    Outcome created() {
        if (version.modern()) {
            return new Outcome("task", out -> TaskWire.members(out, task.record(), version), Map.of());
        }
        return Outcome.of(out -> {
            out.name("task").beginObject();
            TaskWire.members(out, task.record(), version);
            out.endObject();
        });
    }

    void status(String message) {
        tasks.say(task, message);
    }

    void ask(Map<String, Ask<?>> asked, Consumer<Map<String, @Nullable Object>> resume) {
        tasks.ask(task, asked, resume);
    }

    @Override
    public void result(Outcome outcome) {
        tasks.complete(task, outcome);
    }

    @Override
    public void error(int status, int code, String message, @Nullable Object data) {
        tasks.fail(task, code, message, data);
    }

    @Override
    public void abandon() {
        tasks.cancelled(task);
    }

    /** Tasks carry no messages of their own. */
    @Override
    public void message(byte[] message) {}
}
