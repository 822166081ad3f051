package dev.backplane.engine.internal;

import org.jspecify.annotations.Nullable;

/** Tells the {@link ToolWatch} of the tool that a call runs how it goes, and each end once. Thread-safe. */
final class CallReport implements Outcome.Origin {

    private final String name;
    private volatile @Nullable ToolWatch watch;

    /** Whether the call tries a tool that has rested. Given to one run of the call, taken by whoever ends that. */
    private boolean probe;

    CallReport(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Nullable
    ToolWatch watch() {
        return watch;
    }

    /**
     * The call is to run a handler.
     *
     * @throws ProtocolException if that rests
     */
    void admit(Object handler) {
        if (handler instanceof Watched watched) {
            ToolWatch found = watched.watch();
            watch = found;
            if (found.breaker().admit()) {
                synchronized (this) {
                    probe = true;
                }
            }
        }
    }

    private synchronized boolean takeProbe() {
        boolean was = probe;
        probe = false;
        return was;
    }

    void succeeded() {
        ToolWatch now = watch;
        if (now != null && takeProbe()) {
            now.breaker().probeSucceeded();
        }
    }

    /** The call has ended, or has been put off, in a way that says nothing of its handler. */
    void abandoned() {
        ToolWatch now = watch;
        if (now != null && takeProbe()) {
            now.breaker().probeAbandoned();
        }
    }

    void failed(@Nullable Throwable why) {
        ToolWatch now = watch;
        if (now != null) {
            now.failed(takeProbe(), why);
        }
    }

    @Override
    public void unwritable(Throwable why) {
        failed(why);
    }

    void tooSlow(String why) {
        ToolWatch now = watch;
        if (now != null) {
            now.tooSlow(takeProbe(), why);
        }
    }

    /** The handler was interrupted, and goes on. */
    void hung() {
        ToolWatch now = watch;
        if (now != null) {
            now.hung(name + " does not end when it is interrupted");
        }
    }

    /** The handler goes on holding up the thread that read its request. */
    void holdsUp(long moreNanos) {
        ToolWatch now = watch;
        if (now != null) {
            now.holdsUp(moreNanos);
        }
    }
}
