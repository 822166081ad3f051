package dev.backplane.spi.transport;

/**
 * What waits for the peer of one event stream, which does not take it as fast as it comes.
 *
 * @param peer its address
 * @param messages that wait
 * @param bytes the heap that these take
 * @param stalledMillis for how long the peer has taken nothing at all
 */
public record StreamQueue(String peer, int messages, long bytes, long stalledMillis) {}
