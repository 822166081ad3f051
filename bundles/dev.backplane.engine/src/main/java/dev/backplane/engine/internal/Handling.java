package dev.backplane.engine.internal;

import dev.backplane.api.Ask;
import dev.backplane.api.CallContext;
import dev.backplane.api.Caller;
import dev.backplane.api.LogLevel;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A call as its handler sees it. Thread-safe. */
record Handling(Call<?> call, CallAnswers answers, CallMessages messages) implements CallContext {

    /** The handler makes use of what no other call has. */
    private void used() {
        SharedRun way = call.shared();
        if (way != null) {
            way.used();
        }
    }

    @Override
    public Caller caller() {
        SharedRun way = call.shared();
        if (way != null) {
            way.callerSeen();
        }
        return call.request().caller();
    }

    @Override
    public Map<String, Object> meta() {
        used();
        return messages.meta();
    }

    @Override
    public void progress(double progress, @Nullable Double total, @Nullable String message) {
        used();
        messages.progress(call.reply(), progress, total, message);
    }

    @Override
    public void log(LogLevel level, @Nullable String logger, Object data) {
        used();
        messages.log(call.reply(), level, logger, data);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <R> R ask(String key, Ask<R> question) {
        Object answer = askAll(Map.of(key, question)).get(key);
        if (answer == null) {
            throw new IllegalStateException("no answer to '" + key + "'");
        }
        return (R) answer;
    }

    @Override
    public Map<String, Object> askAll(Map<String, Ask<?>> questions) {
        used();
        return answers.to(questions, call::form);
    }

    @Override
    public boolean canAsk(Ask<?> question) {
        used();
        return answers.canAsk(question);
    }

    @Override
    public void detach() {
        used();
        call.detach();
    }

    @Override
    public void status(String message) {
        used();
        if (call.reply() instanceof TaskReply task) {
            task.status(message);
        }
    }

    @Override
    public void releaseStream() {
        used();
        call.reply().release();
    }

    @Override
    public boolean isCancelled() {
        return call.life().isCancelled();
    }

    @Override
    public void onCancel(Runnable action) {
        if (!call.life().onCancel(action)) {
            action.run();
        }
    }
}
