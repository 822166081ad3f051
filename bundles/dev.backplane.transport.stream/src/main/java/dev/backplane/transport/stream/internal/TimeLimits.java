package dev.backplane.transport.stream.internal;

import dev.backplane.spi.transport.Conversation;
import dev.backplane.spi.transport.LeaseEnd;
import dev.backplane.spi.transport.LeaseTerm;
import java.util.concurrent.TimeUnit;

/**
 * What bounds one connection in time, and ends it then. What is {@linkplain #term shown} may be read anywhere; the rest is for
 * the loop's thread.
 */
final class TimeLimits {

    private final SocketLine line;
    private final Wire wire;
    private final Incoming incoming;
    private final Outgoing outgoing;
    private final long startNanos = System.nanoTime();
    private volatile long lastNanos = startNanos;
    private boolean ends;
    private long endNanos;

    TimeLimits(SocketLine line, Wire wire, Incoming incoming, Outgoing outgoing) {
        this.line = line;
        this.wire = wire;
        this.incoming = incoming;
        this.outgoing = outgoing;
    }

    /** Something has come or gone. */
    void active(long now) {
        lastNanos = now;
    }

    /** Returns when something came or went last. */
    long lastNanos() {
        return lastNanos;
    }

    /** Has the connection end after so long, whatever goes on. */
    void endIn(long nanos) {
        ends = true;
        endNanos = System.nanoTime() + nanos;
    }

    /** Ends the connection if it is time. */
    void tick(long now) {
        Limits limits = line.limits();
        if (outgoing.stalledNanos(now) > TimeUnit.MILLISECONDS.toNanos(limits.stallMillis())) {
            line.cut("it has taken nothing for stallMillis = " + limits.stallMillis());
        } else if (ends) {
            if (now - endNanos >= 0) {
                line.terminate();
            }
        } else if (wire.isOpening() && leftForFirst(now).leftNanos() == 0) {
            // nothing can be told without the keys for it
            line.terminate(LeaseEnd.TIMED_OUT);
        } else if (!line.isLeaving()) {
            LeaseTerm term = term(now);
            if (term.leftNanos() == 0) {
                end(term.bound(), limits);
            }
        }
    }

    private void end(LeaseTerm.Bound bound, Limits limits) {
        switch (bound) {
            case FIRST_MESSAGE ->
                line.end(
                        LeaseEnd.TIMED_OUT,
                        "No message came within firstMessageTimeoutMillis = " + limits.firstMessageTimeoutMillis());
            case MESSAGE ->
                line.end(
                        LeaseEnd.TIMED_OUT,
                        "A message took longer than messageTimeoutMillis = " + limits.messageTimeoutMillis());
            default -> line.drain(LeaseEnd.TIMED_OUT);
        }
    }

    /** Returns what bounds the connection now. */
    LeaseTerm term(long now) {
        Limits limits = line.limits();
        Conversation engine = line.conversation();
        if (line.isLeaving()) {
            return LeaseTerm.of(LeaseTerm.Bound.CLOSING);
        }
        if (!incoming.hasBegun()) {
            return leftForFirst(now);
        }
        if (incoming.isWithin()) {
            return left(LeaseTerm.Bound.MESSAGE, limits.messageTimeoutMillis(), now - incoming.messageNanos());
        }
        if (engine != null && engine.underWay() > 0 || outgoing.waitingBytes() > 0) {
            return LeaseTerm.of(LeaseTerm.Bound.UNDER_WAY);
        }
        return limits.idleTimeoutMillis() == 0
                ? LeaseTerm.of(LeaseTerm.Bound.IDLE)
                : left(LeaseTerm.Bound.IDLE, limits.idleTimeoutMillis(), now - lastNanos);
    }

    private LeaseTerm leftForFirst(long now) {
        return left(LeaseTerm.Bound.FIRST_MESSAGE, line.limits().firstMessageTimeoutMillis(), now - startNanos);
    }

    private static LeaseTerm left(LeaseTerm.Bound bound, int millis, long passedNanos) {
        return LeaseTerm.in(bound, TimeUnit.MILLISECONDS.toNanos(millis) - passedNanos);
    }
}
