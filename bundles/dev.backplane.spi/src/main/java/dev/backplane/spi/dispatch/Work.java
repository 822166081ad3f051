package dev.backplane.spi.dispatch;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A piece of work, and whose bounds it counts against. Its dispatcher asks for lane, name and session once each time that it
 * is dispatched, and from one thread; what {@link #run} throws is logged.
 */
@ConsumerType
public interface Work extends Runnable {

    /** Returns its urgency. */
    Lane lane();

    /** Returns what it is for, such as a tool's name: what has the same name in the same lane is bounded together. */
    String name();

    /** Returns the session whose mailbox it waits in; null if it is nobody's. */
    @Nullable
    String session();

    /**
     * Is called instead of {@link #run} if its dispatcher stops and has no more time for it: accepted work ends in exactly one
     * of the two, unless it is withdrawn. Must not wait.
     *
     * @param reason for whoever waits for the work
     */
    default void abandoned(String reason) {}

    /** Returns work of nobody's session. */
    static Work of(Lane lane, String name, Runnable task) {
        return of(lane, name, null, task);
    }

    /** @param session null: nobody's */
    static Work of(Lane lane, String name, @Nullable String session, Runnable task) {
        return new Task(
                Objects.requireNonNull(lane, "lane"),
                Objects.requireNonNull(name, "name"),
                session,
                Objects.requireNonNull(task, "task"));
    }
}
