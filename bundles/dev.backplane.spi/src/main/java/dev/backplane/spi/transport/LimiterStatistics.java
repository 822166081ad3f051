package dev.backplane.spi.transport;

/**
 * Figures of a {@link Limiter}.
 *
 * @param open connections now, over all ways in
 * @param max how many there may be
 * @param addresses how many different addresses are counted now
 * @param addressMax how many connections one of them may have; 0: as many as it likes
 * @param busiest the most that one of them has now
 * @param refused connections refused since the limiter began, because all were in use
 * @param refusedByAddress those refused because their address had as many as it may have
 */
public record LimiterStatistics(
        int open, int max, int addresses, int addressMax, int busiest, long refused, long refusedByAddress) {}
