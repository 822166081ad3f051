package dev.backplane.plugin.container.internal;

import dev.backplane.api.Ask;
import dev.backplane.api.CallContext;
import dev.backplane.api.Caller;
import dev.backplane.api.LogLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A call's context that notes progress and is cancelled by hand. */
public final class ManualContext implements CallContext {

    public final List<Double> progress = new ArrayList<>();
    private final List<Runnable> actions = new ArrayList<>();
    private final Consumer<ManualContext> onProgress;
    private boolean cancelled;

    public ManualContext(Consumer<ManualContext> onProgress) {
        this.onProgress = onProgress;
    }

    public void cancel() {
        cancelled = true;
        actions.forEach(Runnable::run);
    }

    @Override
    public Caller caller() {
        throw new AssertionError("not asked for");
    }

    @Override
    public Map<String, Object> meta() {
        return Map.of();
    }

    @Override
    public void progress(double value, Double total, String message) {
        progress.add(value);
        onProgress.accept(this);
    }

    @Override
    public void log(LogLevel level, String logger, Object data) {}

    @Override
    public <R> R ask(String key, Ask<R> question) {
        throw new AssertionError("not asked for");
    }

    @Override
    public Map<String, Object> askAll(Map<String, Ask<?>> questions) {
        throw new AssertionError("not asked for");
    }

    @Override
    public boolean canAsk(Ask<?> question) {
        return false;
    }

    @Override
    public void detach() {}

    @Override
    public void status(String message) {}

    @Override
    public void releaseStream() {}

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    @Override
    public void onCancel(Runnable action) {
        actions.add(action);
    }
}
