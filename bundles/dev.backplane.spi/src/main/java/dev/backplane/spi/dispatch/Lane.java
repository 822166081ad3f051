package dev.backplane.spi.dispatch;

/** How urgent work is; each lane has its own queue, and a fuller lane does not hold up a more urgent one. */
public enum Lane {
    /** Cancellation, ping, shutdown, broadcasts: what is short and never waits. */
    CONTROL,
    /** Calls. */
    NORMAL,
    /** Tasks and other work nobody waits for. */
    BULK
}
