package dev.backplane.engine.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The questions of one call to a legacy client whose answers are awaited. Guarded by itself. */
final class Round {

    /** The client refused to answer. */
    record Refusal(long code, String message) {}

    private final Map<String, String> keys = new HashMap<>();
    private final Map<String, @Nullable Object> answers = new HashMap<>();
    private final Consumer<Map<String, @Nullable Object>> done;
    private boolean closed;

    /** @param done takes the answers, by the handler's keys, once all are there; not called with the lock held */
    Round(Consumer<Map<String, @Nullable Object>> done) {
        this.done = done;
    }

    /** Awaits one more answer. All must be awaited before the first request is sent. */
    synchronized void await(String requestId, String key) {
        keys.put(requestId, key);
    }

    /** Takes an answer: a JSON value, or a {@link Refusal}. */
    void answer(String requestId, @Nullable Object value) {
        synchronized (this) {
            String key = keys.remove(requestId);
            if (key == null || closed) {
                return;
            }
            answers.put(key, value);
            if (!keys.isEmpty()) {
                return;
            }
            closed = true;
        }
        done.accept(answers);
    }

    /** Stops waiting. Returns false if all answers were there already. */
    synchronized boolean close() {
        boolean first = !closed;
        closed = true;
        return first;
    }
}
