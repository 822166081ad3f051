package dev.backplane.spi.dispatch;

/**
 * Work that runs now.
 *
 * @param thread on which it runs; for its name and its stack, not to be touched
 * @param nanos how long it has been running
 * @param fenced whether its worker has been written off, see {@link Ticket#fence}
 */
public record RunningWork(Work work, Thread thread, long nanos, boolean fenced) {}
