package dev.backplane.spi.session;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a task: a tool call whose caller polls for the result. Immutable. While the task runs, this is how it began;
 * once it has ended, this is all there is of it.
 *
 * @param id unguessable, visible ASCII; ids sort in the order in which tasks were made, to the millisecond
 * @param session the legacy session it belongs to; null in revision 2026-07-28
 * @param principal who made it; null: nobody in particular
 * @param protocolVersion the revision that its result is encoded for
 * @param tool the tool that it calls
 * @param message what its status is about, for people; null: nothing is said
 * @param created when it was made
 * @param updated when its status or message was last changed
 * @param ttlMillis how long it is kept from its making
 * @param pollMillis how often its client is asked to poll
 * @param result the JSON object that the call has answered; null if it has not. Not copied: do not change it
 * @param error the JSON-RPC error object that the call has ended with; null if it has not. Not copied: do not change it
 */
public record TaskRecord(
        String id,
        @Nullable String session,
        @Nullable String principal,
        String protocolVersion,
        String tool,
        TaskStatus status,
        @Nullable String message,
        Instant created,
        Instant updated,
        long ttlMillis,
        long pollMillis,
        byte @Nullable [] result,
        byte @Nullable [] error) {

    /** Returns it with another status that is not final. */
    public TaskRecord with(TaskStatus next, @Nullable String why, Instant now) {
        return new TaskRecord(
                id,
                session,
                principal,
                protocolVersion,
                tool,
                next,
                why,
                created,
                now,
                ttlMillis,
                pollMillis,
                result,
                error);
    }

    /** Returns it with the JSON of a result. */
    public TaskRecord withResult(byte[] json) {
        return new TaskRecord(
                id,
                session,
                principal,
                protocolVersion,
                tool,
                status,
                message,
                created,
                updated,
                ttlMillis,
                pollMillis,
                json,
                null);
    }

    /** Returns it with the JSON of an error. */
    public TaskRecord withError(byte[] json) {
        return new TaskRecord(
                id,
                session,
                principal,
                protocolVersion,
                tool,
                status,
                message,
                created,
                updated,
                ttlMillis,
                pollMillis,
                null,
                json);
    }

    /** Returns when its time to live is over. */
    public Instant expires() {
        return created.plusMillis(ttlMillis);
    }

    /** Returns whose it is, which its store finds it by; null where callers cannot be told apart. */
    public @Nullable String owner() {
        return session == null ? ofPrincipal(principal) : ofSession(session);
    }

    /** Returns the owner of a session's tasks. */
    public static String ofSession(String session) {
        return "session:" + session;
    }

    /** Returns the owner of a principal's tasks that belong to no session; null for nobody in particular. */
    public static @Nullable String ofPrincipal(@Nullable String principal) {
        return principal == null ? null : "principal:" + principal;
    }
}
