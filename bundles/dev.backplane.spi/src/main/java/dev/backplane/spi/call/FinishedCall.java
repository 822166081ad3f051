package dev.backplane.spi.call;

import dev.backplane.spi.codec.Slice;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A request of a client that has ended. A call that became a task has ended when its client was told of the task; a
 * subscription, when its stream did.
 */
@ProviderType
public interface FinishedCall {

    /** The methods of requests that the protocol has, over all its revisions. */
    Set<String> METHODS = Set.of(
            "initialize",
            "server/discover",
            "ping",
            "tools/call",
            "tools/list",
            "resources/list",
            "resources/templates/list",
            "resources/read",
            "resources/subscribe",
            "resources/unsubscribe",
            "prompts/list",
            "prompts/get",
            "completion/complete",
            "logging/setLevel",
            "subscriptions/listen",
            "tasks/get",
            "tasks/list",
            "tasks/result",
            "tasks/update",
            "tasks/cancel");

    /** How a request ended. */
    enum End {
        /** With a result. */
        ANSWERED,
        /** With a result that says that the tool has failed. */
        TOOL_ERROR,
        /** With an error of JSON-RPC. */
        ERROR,
        /** Without an answer: its client did not want it any more, or has gone. */
        CANCELLED
    }

    /** Returns the method, as its client wrote it: of any length, and none of {@link #METHODS} perhaps. */
    String method();

    /** Returns the tool or prompt that was found, or the URI of the resource that was; null: the request was for none, or none was found. */
    @Nullable
    String name();

    End end();

    /** Returns the code of the JSON-RPC error; 0: it did not end with one. */
    int errorCode();

    /** Returns the revision of the protocol that it was taken by; null: it was refused before that was known. */
    @Nullable
    String protocolVersion();

    /** Returns the whole id of its session, which lets who knows it take the session over; null: it belongs to none. */
    @Nullable
    String session();

    /** Returns the way in, such as {@code http}. */
    String transport();

    /** Returns the peer's address as text. */
    String address();

    /** Returns its id, as JSON. */
    Slice id();

    /** Returns the {@code traceparent} of its {@code _meta}, unchecked, or null. */
    @Nullable
    String traceParent();

    /** Returns the {@code tracestate} of its {@code _meta}, unchecked, or null. */
    @Nullable
    String traceState();

    /** Returns how long it took, in nanoseconds, from when it was decoded until its answer was handed over; 0: it was refused as it came. */
    long tookNanos();
}
