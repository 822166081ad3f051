package dev.backplane.engine.internal;

import org.jspecify.annotations.Nullable;

/**
 * Where the answer to one request goes. Exactly one of {@link #result}, {@link #error} and {@link #abandon} ends it,
 * which the caller sees to; messages may precede that. Thread-safe, never waits for the peer.
 */
interface Reply {

    /** Takes what nobody waits for any more. */
    Reply NOWHERE = new Reply() {
        @Override
        public void result(Outcome outcome) {}

        @Override
        public void error(int status, int code, String message, @Nullable Object data) {}

        @Override
        public void abandon() {}

        @Override
        public void message(byte[] message) {}
    };

    void result(Outcome outcome);

    void error(int status, int code, String message, @Nullable Object data);

    /** Ends without an answer: the caller has cancelled. */
    void abandon();

    /** Sends a notification or request that belongs to the request. */
    void message(byte[] message);

    /** Says what the request is for, once that was found: a tool's or prompt's name, a resource's URI. */
    default void serves(String found) {}

    /** Lets go of the stream, if there is one that the client can come back to. */
    default void release() {}

    /** Runs the action if the peer goes away and that means it wants no answer. */
    default void onGone(Runnable action) {}

    default void error(ProtocolException e) {
        error(e.status(), e.code(), String.valueOf(e.getMessage()), e.data());
    }
}
