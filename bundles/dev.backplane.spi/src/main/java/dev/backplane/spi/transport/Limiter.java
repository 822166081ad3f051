package dev.backplane.spi.transport;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Counts the connections of all ways in, in all and by address: an OSGi service, of which there may be none. Thread-safe; no
 * method waits. Transports use it through {@link Leases}, which sees that what is counted in is counted out.
 */
@ProviderType
public interface Limiter {

    /**
     * Counts a connection in.
     *
     * @param address the peer's; null: a way in without addresses
     * @throws RefusedException if a limit is reached; then nothing is counted
     */
    void take(@Nullable InetAddress address);

    /** Counts a connection in that is open already, whatever the limits: it came before this limiter did. */
    void adopt(@Nullable InetAddress address);

    /** Counts a connection out that was counted in with the same address. */
    void giveBack(@Nullable InetAddress address);

    /** Returns its figures. */
    LimiterStatistics statistics();
}
