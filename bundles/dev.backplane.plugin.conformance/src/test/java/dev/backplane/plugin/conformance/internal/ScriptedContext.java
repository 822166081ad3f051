package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.Ask;
import dev.backplane.api.CallContext;
import dev.backplane.api.Caller;
import dev.backplane.api.InputRequired;
import dev.backplane.api.LogLevel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A context whose client can be asked some things, and has answered some. Not thread-safe. */
final class ScriptedContext implements CallContext {

    final List<String> done = new ArrayList<>();
    final Map<String, Object> answers = new LinkedHashMap<>();
    final List<String> asked = new ArrayList<>();
    private final Set<Class<?>> askable;
    boolean cancelled;

    ScriptedContext(Class<?>... askable) {
        this.askable = Set.of(askable);
    }

    /** An accepted form. */
    ScriptedContext answered(String key, Map<String, Object> content) {
        answers.put(key, new Ask.ElicitAnswer(Ask.Action.ACCEPT, content));
        return this;
    }

    @Override
    public Caller caller() {
        return new Caller(null, "127.0.0.1", "test", null, "2026-07-28", null, null);
    }

    @Override
    public Map<String, Object> meta() {
        return Map.of();
    }

    @Override
    public void progress(double progress, @Nullable Double total, @Nullable String message) {
        done.add("progress " + progress);
    }

    @Override
    public void log(LogLevel level, @Nullable String logger, Object data) {
        done.add(level + " " + data);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <R> R ask(String key, Ask<R> question) {
        return (R) askAll(Map.of(key, question)).get(key);
    }

    @Override
    public Map<String, Object> askAll(Map<String, Ask<?>> questions) {
        asked.addAll(questions.keySet());
        if (!answers.keySet().containsAll(questions.keySet())) {
            throw new InputRequired();
        }
        Map<String, Object> mine = new LinkedHashMap<>(answers);
        mine.keySet().retainAll(questions.keySet());
        return mine;
    }

    @Override
    public boolean canAsk(Ask<?> question) {
        return askable.contains(question.getClass());
    }

    @Override
    public void detach() {
        done.add("detach");
    }

    @Override
    public void status(String message) {
        done.add("status");
    }

    @Override
    public void releaseStream() {
        done.add("release");
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public void onCancel(Runnable action) {
        if (cancelled) {
            action.run();
        }
    }
}
