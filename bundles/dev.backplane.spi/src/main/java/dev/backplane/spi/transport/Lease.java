package dev.backplane.spi.transport;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One connection's right to be there, from {@link Leases#take} to {@link #end}. Thread-safe: the lock of this object guards with
 * which limiter it is counted; the limiter is called under it.
 */
public final class Lease {

    private final Leases leases;
    private final long id;
    private final Connection connection;
    private final long startNanos;
    private @Nullable Limiter limiter;
    private boolean ended;

    Lease(Leases leases, long id, Connection connection, long startNanos, @Nullable Limiter limiter) {
        this.leases = leases;
        this.id = id;
        this.connection = connection;
        this.startNanos = startNanos;
        this.limiter = limiter;
    }

    /** Returns a number that no other connection of any way in has, as long as the platform runs. */
    public long id() {
        return id;
    }

    /** Returns the name of the listener that the connection came in by. */
    public String listener() {
        return leases.listener();
    }

    public Connection connection() {
        return connection;
    }

    /** Returns for how long the connection has been open, in nanoseconds. */
    public long ageNanos() {
        return leases.nanos() - startNanos;
    }

    /** Gives it back: the connection is closed. The first call counts, and says why. For the transport alone. */
    public void end(LeaseEnd why) {
        Objects.requireNonNull(why, "why");
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            Limiter counted = limiter;
            if (counted != null) {
                limiter = null;
                counted.giveBack(connection.address());
            }
        }
        leases.ended(this, why);
    }

    /** Has itself counted by the limiter that is there now. */
    synchronized void follow() {
        Limiter now = leases.limiter();
        Limiter counted = limiter;
        if (ended || counted == now) {
            return;
        }
        if (counted != null) {
            counted.giveBack(connection.address());
        }
        if (now != null) {
            now.adopt(connection.address());
        }
        limiter = now;
    }
}
