package dev.backplane.spi.registry;

/**
 * Counters since the registry started.
 *
 * @param lookups look-ups, hits and misses
 * @param registrations entries that went in
 * @param removals entries that went out
 * @param conflicts registrations refused because the key was held, and replacements that came too late
 */
public record RegistryStatistics(long lookups, long registrations, long removals, long conflicts) {}
