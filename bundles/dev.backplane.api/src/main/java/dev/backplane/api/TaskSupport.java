package dev.backplane.api;

/** Whether a tool's call may become a task, which the client polls, instead of being waited for. */
public enum TaskSupport {
    /** Calls are always waited for. */
    FORBIDDEN,
    /** A task where the client can follow one, else the call is waited for. */
    OPTIONAL,
    /** Always a task; a client that cannot follow one is refused. */
    REQUIRED,
    /**
     * As {@link #REQUIRED}, but the call becomes a task only when the handler calls {@link CallContext#detach()}, so
     * that it can ask the client for what it needs beforehand.
     */
    REQUIRED_WHEN_DETACHED
}
