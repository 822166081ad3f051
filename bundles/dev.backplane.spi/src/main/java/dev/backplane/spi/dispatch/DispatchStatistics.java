package dev.backplane.spi.dispatch;

/**
 * Figures of a dispatcher.
 *
 * @param running work under way now
 * @param queued work waiting now, all lanes
 * @param completed since the start
 * @param refused since the start
 */
public record DispatchStatistics(int running, int queued, long completed, long refused) {}
