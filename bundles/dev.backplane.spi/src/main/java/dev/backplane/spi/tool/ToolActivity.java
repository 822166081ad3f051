package dev.backplane.spi.tool;

import org.osgi.annotation.versioning.ProviderType;

/**
 * What was seen of a tool since its bundle came: the value of its registry entry, whose kind is {@value #KIND} and whose
 * name is the tool's. Thread-safe; the figures are not taken at one moment.
 */
@ProviderType
public interface ToolActivity {

    /** The kind of the registry entries. */
    String KIND = "tool";

    /** Whether a tool is called. */
    enum State {
        /** It is called. */
        SERVING,
        /** It has failed too often: its callers get an error at once. */
        RESTING,
        /** It has rested, and a few calls try it. */
        PROBING
    }

    State state();

    /** Returns how long it rests yet, in milliseconds; 0 if it does not. */
    long restsMillis();

    /** Tells whether its next call runs on the I/O thread that reads it, rather than on the dispatcher. */
    boolean onIoThread();

    /** Returns why it runs where it does, for people: a word or two. */
    String placement();

    /** Returns how often it was entered. */
    long calls();

    /** Returns how many calls have failed: it threw, was too slow, did not end, or its answer could not be written. */
    long failures();

    /** Returns what half of the recent calls stayed within, as {@link #p99Nanos} does. */
    long p50Nanos();

    /** Returns what 99 of 100 recent calls stayed within, in nanoseconds, to a fifth of the value; 0: none yet. */
    long p99Nanos();

    /**
     * Returns how long its calls have held up I/O threads, in nanoseconds: the time of those that took longer than a short
     * call may, including what runs now.
     */
    long heldUpNanos();
}
