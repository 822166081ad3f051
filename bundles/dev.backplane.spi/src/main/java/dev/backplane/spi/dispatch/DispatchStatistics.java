package dev.backplane.spi.dispatch;

/**
 * Figures of a dispatcher, all lanes together.
 *
 * @param running work under way now, without the fenced
 * @param queued work waiting now
 * @param fenced work that was told to end and has not yet, see {@link Ticket#fence}
 * @param completed since the start; work that was fenced counts when it is
 * @param refused since the start
 */
public record DispatchStatistics(int running, int queued, int fenced, long completed, long refused) {}
