package dev.backplane.spi.transport;

import java.util.Objects;

/**
 * What bounds a lease at this moment.
 *
 * @param bound which limit
 * @param leftNanos until it ends the lease, in nanoseconds, never negative; -1: no time is set
 */
public record LeaseTerm(Bound bound, long leftNanos) {

    /** The limits that end a lease. */
    public enum Bound {
        /** The time until the first message is there, a handshake before it included. */
        FIRST_MESSAGE,
        /** The time for a message that is coming in. */
        MESSAGE,
        /** The time between messages. */
        IDLE,
        /** None of these: messages are under way, and have limits of their own. */
        UNDER_WAY,
        /** It ends when what is under way has ended. */
        CLOSING
    }

    public LeaseTerm {
        Objects.requireNonNull(bound, "bound");
        if (leftNanos < -1) {
            throw new IllegalArgumentException("leftNanos = " + leftNanos + " is less than -1");
        }
    }

    /** Returns a term that some time is left of, as far as any is. */
    public static LeaseTerm in(Bound bound, long nanos) {
        return new LeaseTerm(bound, Math.max(0, nanos));
    }

    /** Returns a term that has no time. */
    public static LeaseTerm of(Bound bound) {
        return new LeaseTerm(bound, -1);
    }
}
