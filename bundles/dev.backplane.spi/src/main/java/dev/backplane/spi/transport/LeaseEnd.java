package dev.backplane.spi.transport;

/** Why a connection gave its lease back. */
public enum LeaseEnd {
    /** Either side was done with it. */
    CLOSED,
    /** A time was over: until the first message, for a message or an answer, or between messages. */
    TIMED_OUT,
    /** It broke, or the peer did not keep to the protocol. */
    FAILED,
    /** Its listener was stopped, or took another address. */
    STOPPED,
    /** An operator closed it. */
    OPERATOR
}
