package dev.backplane.api;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a handler knows of the call it serves, and what it can do for its caller meanwhile. One object a call; safe for
 * use by several threads until the call has ended, after which its methods do nothing.
 */
@ProviderType
public interface CallContext {

    /** Returns who calls. */
    Caller caller();

    /** Returns the {@code _meta} of the request as JSON values, without the protocol's own keys; unmodifiable. */
    Map<String, Object> meta();

    /**
     * Reports progress, if the caller wants it. Values that do not grow are left out, as the protocol demands.
     *
     * @param progress so far, in any unit
     * @param total what it will be in the end; null: unknown
     * @param message for people; null: none
     */
    void progress(double progress, @Nullable Double total, @Nullable String message);

    /**
     * Sends a log message to the caller, if it wants that level.
     *
     * @param logger where it comes from; null: unsaid
     * @param data a JSON value ({@link Json})
     */
    void log(LogLevel level, @Nullable String logger, Object data);

    /**
     * Asks the client, and returns its answer. Where the answer is not there yet, the call is unwound by an
     * {@link InputRequired}, which a handler must let pass, and the handler is entered again from its start once the
     * client has answered. No thread waits meanwhile. The same code serves every protocol revision: older clients are
     * sent a request, newer ones an input-required result.
     *
     * @param key names the question within this call; asking again under it returns the same answer
     * @throws MissingCapabilityException if the client cannot be asked this
     * @throws McpException if the client answered with an error, or with something malformed
     */
    <R> R ask(String key, Ask<R> question);

    /**
     * Asks several questions at once.
     *
     * @param questions by key
     * @return the answers by the same keys, each of the type that its question promises
     */
    Map<String, Object> askAll(Map<String, Ask<?>> questions);

    /** Tells whether the client can be asked this question. */
    boolean canAsk(Ask<?> question);

    /**
     * Answers the caller with a task now, where this call may be one, and goes on in the background; questions asked
     * from here on reach the client through the task. Does nothing where the call is a task already, and where the
     * caller cannot follow one.
     */
    void detach();

    /** Says what a task is doing; does nothing where the call is none. */
    void status(String message);

    /**
     * Ends the current event stream in a way that lets the client come back for the rest (legacy revisions since
     * 2025-11-25), for work that takes long; does nothing elsewhere.
     */
    void releaseStream();

    /** Tells whether the caller has cancelled the call, gone away or run out of time. */
    boolean isCancelled();

    /**
     * Runs the action when the call is cancelled, on a thread of the platform's; at once if it already is. A blocking
     * handler's thread is interrupted besides.
     */
    void onCancel(Runnable action);
}
