package dev.backplane.api;

/** Where a tool's calls run. */
public enum Execution {
    /** Never waits, well under a millisecond: on the I/O thread that read the request. */
    NON_BLOCKING,
    /** May wait: on the dispatcher's threads. */
    BLOCKING,
    /**
     * The author does not say: treated as {@link #BLOCKING}, until it was seen to be short and never to wait; then as
     * {@link #NON_BLOCKING}, until it waits there.
     */
    UNDECLARED
}
