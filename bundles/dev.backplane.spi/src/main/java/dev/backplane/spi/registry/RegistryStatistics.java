package dev.backplane.spi.registry;

/**
 * Counters since the registry started. Look-ups are not counted: beside what a look-up costs, a counter that all threads
 * write is dear.
 *
 * @param registrations entries that went in
 * @param removals entries that went out
 * @param conflicts registrations refused because the key was held, and replacements that came too late
 */
public record RegistryStatistics(long registrations, long removals, long conflicts) {}
