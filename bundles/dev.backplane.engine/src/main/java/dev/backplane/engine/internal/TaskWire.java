package dev.backplane.engine.internal;

import dev.backplane.api.Ask;
import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.codec.JsonWriter;
import dev.backplane.spi.codec.Members;
import dev.backplane.spi.codec.Slice;
import dev.backplane.spi.session.TaskRecord;
import dev.backplane.spi.session.TaskStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tasks as each protocol revision writes them. */
final class TaskWire {

    static final String RELATED_TASK = "io.modelcontextprotocol/related-task";

    /** What is told of a problem at most, where only the status is asked for. */
    private static final int PROBLEM_CHARS = 500;

    private TaskWire() {}

    /** Writes the members that every form of a task has. */
    static void members(JsonWriter out, TaskRecord task, ProtocolVersion version) {
        boolean modern = version.modern();
        out.name("taskId").value(task.id()).name("status").value(task.status().id());
        Wire.text(out, "statusMessage", task.message());
        out.name("createdAt").value(task.created().toString());
        out.name("lastUpdatedAt").value(task.updated().toString());
        out.name(modern ? "ttlMs" : "ttl").value(task.ttlMillis());
        out.name(modern ? "pollIntervalMs" : "pollInterval").value(task.pollMillis());
    }

    /**
     * Writes the members of a task with what its status brings along (2026-07-28).
     *
     * @param questions those without an answer
     */
    static void detailed(JsonWriter out, TaskRecord task, Map<String, Ask<?>> questions) {
        members(out, task, ProtocolVersion.NEWEST);
        byte[] result = task.result();
        byte[] error = task.error();
        if (task.status() == TaskStatus.INPUT_REQUIRED) {
            out.name("inputRequests").beginObject();
            questions.forEach((key, question) -> {
                out.name(key);
                AskWire.request(out, question, ProtocolVersion.NEWEST);
            });
            out.endObject();
        } else if (result != null) {
            out.name("result").raw(Slice.of(result));
        } else if (error != null) {
            out.name("error").raw(Slice.of(error));
        }
    }

    /**
     * Returns the JSON of a result object as the task's client is to get it.
     *
     * @throws AnswerTooLargeException if it is larger than a message may be
     */
    static byte[] result(Frames frames, Outcome outcome, TaskRecord task, ProtocolVersion version) {
        Map<String, Object> meta = new LinkedHashMap<>(outcome.meta());
        if (!version.modern()) {
            meta.put(RELATED_TASK, Map.of("taskId", task.id()));
        }
        Outcome whole = new Outcome(outcome.type(), outcome.members(), meta);
        return HeapSink.encode(
                frames.codec(), frames.answerBytesMax(), out -> frames.resultObject(out, whole, version));
    }

    /**
     * Returns what a tool's result says went wrong, shortened; null where it says nothing such. In the form of 2025-11-25, the
     * task of such a call has failed; in the later one, it has not.
     */
    static @Nullable String problem(Codec codec, byte[] result) {
        Members members = codec.members(Slice.of(result));
        Slice isError = members.get("isError");
        if (isError == null || !Boolean.TRUE.equals(codec.value(isError))) {
            return null;
        }
        Slice content = members.get("content");
        if (content != null && codec.value(content) instanceof List<?> blocks) {
            for (Object block : blocks) {
                if (block instanceof Map<?, ?> fields && fields.get("text") instanceof String text) {
                    return text.length() > PROBLEM_CHARS ? text.substring(0, PROBLEM_CHARS) + "…" : text;
                }
            }
        }
        return "The tool reported a problem";
    }

    /** Returns the JSON of an error object. */
    static byte[] error(Codec codec, int code, String message, @Nullable Object data) {
        return HeapSink.encode(codec, out -> Frames.errorObject(out, code, message, data));
    }

    /** Answers {@code tasks/result} of a task that has ended: with what the call itself would have answered. */
    static void deliver(Codec codec, TaskRecord task, Reply reply) {
        byte[] result = task.result();
        byte[] error = task.error();
        if (result != null) {
            reply.result(Outcome.whole(Slice.of(result)));
        } else if (error != null && codec.value(Slice.of(error)) instanceof Map<?, ?> fields) {
            int code =
                    fields.get("code") instanceof Number number ? number.intValue() : ProtocolException.INTERNAL_ERROR;
            reply.error(200, code, String.valueOf(fields.get("message")), fields.get("data"));
        } else {
            reply.error(200, ProtocolException.INVALID_PARAMS, "The task was cancelled", null);
        }
    }
}
