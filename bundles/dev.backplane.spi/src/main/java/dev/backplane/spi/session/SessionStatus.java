package dev.backplane.spi.session;

/**
 * What this node knows of an open session besides its record. Immutable.
 *
 * @param live false while it hibernates
 * @param lastSeenMillis when its client was last heard of, in milliseconds since the epoch
 * @param streams event streams that are open, or that calls under way have begun
 */
public record SessionStatus(boolean live, long lastSeenMillis, int streams) {}
