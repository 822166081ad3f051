package dev.backplane.engine.internal;

import dev.backplane.api.Ask;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The questions of one call to a legacy client whose answers are awaited. Guarded by itself. */
final class Round {

    /** The client refused to answer. */
    record Refusal(long code, String message) {}

    private record Open(String key, Ask<?> question) {}

    private final Map<String, Open> open = new LinkedHashMap<>();
    private final Map<String, @Nullable Object> answers = new HashMap<>();
    private final Consumer<Map<String, @Nullable Object>> done;
    private boolean closed;

    /** @param done takes the answers, by the handler's keys, once all are there; not called with the lock held */
    Round(Consumer<Map<String, @Nullable Object>> done) {
        this.done = done;
    }

    /** Awaits one more answer. All must be awaited before the first request is sent. */
    synchronized void await(String requestId, String key, Ask<?> question) {
        open.put(requestId, new Open(key, question));
    }

    /** Returns the questions without an answer, by the ids of their requests. */
    synchronized Map<String, Ask<?>> open() {
        Map<String, Ask<?>> questions = new LinkedHashMap<>();
        open.forEach((id, each) -> questions.put(id, each.question()));
        return questions;
    }

    /** Takes an answer: a JSON value, or a {@link Refusal}. */
    void answer(String requestId, @Nullable Object value) {
        synchronized (this) {
            Open answered = open.remove(requestId);
            if (answered == null || closed) {
                return;
            }
            answers.put(answered.key(), value);
            if (!open.isEmpty()) {
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
