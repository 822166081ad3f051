package dev.backplane.engine.internal;

import dev.backplane.api.Ask;
import dev.backplane.api.CallContext;
import dev.backplane.api.Caller;
import dev.backplane.api.LogLevel;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A call as its handler sees it. Thread-safe. */
record Handling(Call<?> call, CallAnswers answers, CallMessages messages) implements CallContext {

    @Override
    public Caller caller() {
        return call.request().caller();
    }

    @Override
    public Map<String, Object> meta() {
        return messages.meta();
    }

    @Override
    public void progress(double progress, @Nullable Double total, @Nullable String message) {
        messages.progress(call.reply(), progress, total, message);
    }

    @Override
    public void log(LogLevel level, @Nullable String logger, Object data) {
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
        return answers.to(questions);
    }

    @Override
    public boolean canAsk(Ask<?> question) {
        return answers.canAsk(question);
    }

    @Override
    public void detach() {
        call.detach();
    }

    @Override
    public void status(String message) {
        if (call.reply() instanceof TaskReply task) {
            task.status(message);
        }
    }

    @Override
    public void releaseStream() {
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
