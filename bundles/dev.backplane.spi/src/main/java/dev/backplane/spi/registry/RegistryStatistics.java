package dev.backplane.spi.registry;

/**
 * Counters since the registry started. Look-ups are not counted: beside what a look-up costs, a counter that all threads
 * write is dear.
 *
 * @param registrations entries that went in
 * @param removals entries that went out
 * @param conflicts registrations refused because the key was held, and replacements that came too late
 * @param waits writes that had to wait for another one
 * @param waitedNanos how long these have waited, all together
 * @param deepest how many writes have waited for one lock at the same time, at the most in the last minute
 */
public record RegistryStatistics(
        long registrations, long removals, long conflicts, long waits, long waitedNanos, int deepest) {

    /** Figures of a registry that does not know which writes wait. */
    public RegistryStatistics(long registrations, long removals, long conflicts) {
        this(registrations, removals, conflicts, 0, 0, 0);
    }
}
