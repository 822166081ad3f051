package dev.backplane.engine.internal;

import dev.backplane.api.Ask;
import dev.backplane.spi.codec.JsonWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One task: a call that its client polls. Guarded by itself; never calls out with its lock held. */
final class Task {

    /** How far a task is; the last three are final. */
    enum Status {
        WORKING("working"),
        INPUT_REQUIRED("input_required"),
        COMPLETED("completed"),
        FAILED("failed"),
        CANCELLED("cancelled");

        private final String id;

        Status(String id) {
            this.id = id;
        }

        String id() {
            return id;
        }

        boolean terminal() {
            return compareTo(COMPLETED) >= 0;
        }
    }

    /** Why a task failed: a JSON-RPC error. */
    record Failure(int code, String message, @Nullable Object data) {}

    private final String id;
    private final @Nullable String principal;
    private final @Nullable LiveSession session;
    private final Instant created;
    private final long ttlMillis;
    private final long pollMillis;

    private @Nullable UnderWay call;
    private Instant updated;
    private Status status = Status.WORKING;
    private @Nullable String message;
    private @Nullable Outcome outcome;
    private @Nullable Failure failure;
    private Map<String, Ask<?>> questions = Map.of();
    private boolean questionsSent;
    private final Map<String, @Nullable Object> answers = new LinkedHashMap<>();
    private @Nullable Consumer<Map<String, @Nullable Object>> resume;
    private final List<Reply> waiters = new ArrayList<>(0);

    Task(String id, UnderWay call, RpcRequest request, Instant now, long ttlMillis, long pollMillis) {
        this.id = id;
        this.call = call;
        this.principal = request.exchange().principal();
        this.session = request.session();
        this.created = now;
        this.updated = now;
        this.ttlMillis = ttlMillis;
        this.pollMillis = pollMillis;
    }

    String id() {
        return id;
    }

    /** Cancels the call, if it is still under way. */
    void cancel(String reason) {
        UnderWay current;
        synchronized (this) {
            current = call;
        }
        if (current != null) {
            current.cancel(reason);
        }
    }

    @Nullable
    LiveSession session() {
        return session;
    }

    /** Tells whether the caller is the one the task was made for. */
    boolean belongsTo(RpcRequest request) {
        return belongsTo(request.exchange().principal()) && session == request.session();
    }

    /** Tells whether the task was made for this principal. */
    boolean belongsTo(@Nullable String someone) {
        return java.util.Objects.equals(principal, someone);
    }

    synchronized Status status() {
        return status;
    }

    /** Moves on, unless the task has ended. Returns whether it did. */
    private boolean move(Status next, @Nullable String why, Instant now) {
        if (status.terminal()) {
            return false;
        }
        status = next;
        message = why;
        updated = now;
        return true;
    }

    synchronized boolean say(String text, Instant now) {
        return move(status, text, now);
    }

    /** Ends the task. Returns those who wait for its result, null if it had ended before. */
    synchronized @Nullable List<Reply> complete(Outcome result, Instant now) {
        if (!move(Status.COMPLETED, null, now)) {
            return null;
        }
        outcome = result;
        return drainWaiters();
    }

    synchronized @Nullable List<Reply> fail(Failure error, Instant now) {
        if (!move(Status.FAILED, error.message(), now)) {
            return null;
        }
        failure = error;
        return drainWaiters();
    }

    synchronized @Nullable List<Reply> cancelled(Instant now) {
        return move(Status.CANCELLED, "The task was cancelled", now) ? drainWaiters() : null;
    }

    private List<Reply> drainWaiters() {
        // The task is kept for long; its call, with all that it holds of its request, is not.
        call = null;
        questions = Map.of();
        resume = null;
        List<Reply> all = List.copyOf(waiters);
        waiters.clear();
        return all;
    }

    /** Waits for answers. Returns false if the task has ended. */
    synchronized boolean ask(Map<String, Ask<?>> asked, Consumer<Map<String, @Nullable Object>> then, Instant now) {
        if (!move(Status.INPUT_REQUIRED, null, now)) {
            return false;
        }
        questions = new LinkedHashMap<>(asked);
        questionsSent = false;
        answers.clear();
        resume = then;
        return true;
    }

    /** Takes the answers to outstanding questions, and goes on once there are none; ignores others. */
    void answer(Map<String, @Nullable Object> given, Instant now) {
        Consumer<Map<String, @Nullable Object>> then;
        Map<String, @Nullable Object> all;
        synchronized (this) {
            if (status != Status.INPUT_REQUIRED) {
                return;
            }
            given.forEach((key, value) -> {
                if (questions.remove(key) != null) {
                    answers.put(key, value);
                }
            });
            if (!questions.isEmpty() || resume == null) {
                return;
            }
            move(Status.WORKING, null, now);
            then = resume;
            resume = null;
            all = new LinkedHashMap<>(answers);
        }
        then.accept(all);
    }

    /** Returns the questions that a legacy client has not been sent yet, and takes them as sent. */
    synchronized Map<String, Ask<?>> takeUnsent() {
        if (questionsSent || questions.isEmpty()) {
            return Map.of();
        }
        questionsSent = true;
        return Map.copyOf(questions);
    }

    /** Waits for the result, or returns false if it is there. */
    synchronized boolean await(Reply reply) {
        if (status.terminal()) {
            return false;
        }
        waiters.add(reply);
        return true;
    }

    synchronized @Nullable Reply someWaiter() {
        return waiters.isEmpty() ? null : waiters.get(0);
    }

    synchronized @Nullable Outcome outcome() {
        return outcome;
    }

    synchronized @Nullable Failure failure() {
        return failure;
    }

    /** Writes the members that every form of a task has. */
    synchronized void members(JsonWriter out, ProtocolVersion version) {
        boolean modern = version.modern();
        out.name("taskId").value(id).name("status").value(status.id());
        Wire.text(out, "statusMessage", message);
        out.name("createdAt").value(created.toString()).name("lastUpdatedAt").value(updated.toString());
        out.name(modern ? "ttlMs" : "ttl").value(ttlMillis);
        out.name(modern ? "pollIntervalMs" : "pollInterval").value(pollMillis);
    }

    /** Writes the members of a task with what its status brings along (2026-07-28). */
    synchronized void detailedMembers(JsonWriter out, Frames frames, ProtocolVersion version) {
        members(out, version);
        Outcome result = outcome;
        Failure error = failure;
        if (status == Status.INPUT_REQUIRED) {
            out.name("inputRequests").beginObject();
            questions.forEach((key, question) -> {
                out.name(key);
                AskWire.request(out, question, version);
            });
            out.endObject();
        } else if (result != null) {
            out.name("result");
            frames.resultObject(out, result, version);
        } else if (error != null) {
            out.name("error");
            Frames.errorObject(out, error.code(), error.message(), error.data());
        }
    }
}
