package dev.backplane.itests.load;

/**
 * One thing that a client did, or was sent.
 *
 * @param actor who did it
 * @param what kind of thing it was
 * @param subject what it was about: a session's id, a key's name; empty: nothing
 * @param argument what was sent
 * @param start when it was sent, in nanoseconds of this JVM's clock
 * @param end when the answer was there
 * @param answer what came back; an error starts with {@value #ERROR}
 */
public record Operation(int actor, What what, String subject, String argument, long start, long end, String answer) {

    static final String ERROR = "! ";

    /** Kinds of operations. */
    public enum What {
        /** {@code initialize}; the subject is the id of the new session. */
        OPEN,
        /** {@code notifications/initialized}. */
        INITIALIZED,
        /** A session is deleted. */
        DELETE,
        /** {@code tools/call} of {@code echo}; the subject is the session's id, or empty in a modern call. */
        ECHO,
        /** {@code tools/call} of {@code slow}. */
        SLOW,
        /** {@code tools/list}: the names. */
        LIST,
        /** {@code tools/call} of {@code count}, cut off and taken up again: what was heard. */
        COUNT,
        /** {@code tools/call} of {@code job} as a task: its id. The argument is what it is to say in the end. */
        TASK,
        /** {@code tasks/get}: how far it is, and what is said of it. */
        TASK_STATUS,
        /** The result of a task that has ended. */
        TASK_RESULT,
        /** {@code tasks/cancel}, statelessly, where it is always right. */
        TASK_CANCEL,
        /** {@code tasks/list}: the argument is what must be in, the answer is the same if it is, else all that is in. */
        TASK_LIST,
        SUBSCRIBE,
        UNSUBSCRIBE,
        /** A resource is said to have changed; the argument is its URI, the subject the session or listener to hear it. */
        ANNOUNCE,
        /** A standing stream is opened; the argument is the {@code Last-Event-ID}, or empty. */
        ATTACH,
        /** An event came; the argument is its id, the answer the URI. */
        EVENT,
        /** {@code subscriptions/listen}; the subject names the listener. */
        LISTEN,
        REGISTER,
        LOOKUP,
        UNREGISTER,
        REPLACE,
        /** The owner of a key's entry has gone; what was said of all its keys. */
        OWNER_GONE
    }

    boolean failed() {
        return answer.startsWith(ERROR);
    }

    long nanos() {
        return end - start;
    }
}
