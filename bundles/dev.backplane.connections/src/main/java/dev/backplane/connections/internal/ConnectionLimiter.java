package dev.backplane.connections.internal;

import dev.backplane.spi.transport.Limiter;
import dev.backplane.spi.transport.LimiterStatistics;
import dev.backplane.spi.transport.RefusedException;
import dev.backplane.spi.transport.RefusedException.Scope;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts connections by one counter in all and one an address, which goes with its last connection. Thread-safe. All takes
 * constant time but {@link #statistics}, which is linear in the number of addresses. A changed limit holds for connections
 * yet to come.
 */
@Component(service = Limiter.class, immediate = true, configurationPid = ConnectionLimiter.PID)
@Designate(ocd = ConnectionsConfig.class)
public final class ConnectionLimiter implements Limiter {

    static final String PID = "dev.backplane.connections";

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionLimiter.class);
    private static final long RETRY_MILLIS = 1000;
    private static final int NETWORK_BYTES = 8;

    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentHashMap<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();
    private final LongAdder refused = new LongAdder();
    private final LongAdder refusedByAddress = new LongAdder();
    private volatile Limits limits;

    /** @throws IllegalArgumentException if a value is out of bounds */
    @Activate
    public ConnectionLimiter(ConnectionsConfig config) {
        this(Limits.of(config));
    }

    ConnectionLimiter(Limits limits) {
        this.limits = limits;
    }

    @Modified
    public void modified(ConnectionsConfig config) {
        try {
            limits = Limits.of(config);
        } catch (IllegalArgumentException e) {
            LOG.error(e.getMessage());
        }
    }

    @Override
    public void take(@Nullable InetAddress address) {
        Limits now = limits;
        if (open.incrementAndGet() > now.max()) {
            open.decrementAndGet();
            refused.increment();
            throw new RefusedException(
                    Scope.ALL,
                    "all " + now.max() + " connections of all ways in (connectionsMax of " + PID + ") are in use",
                    RETRY_MILLIS);
        }
        if (address == null) {
            return;
        }
        InetAddress peer = counted(address);
        boolean limited = now.addressMax() > 0 && (now.limitLoopback() || !address.isLoopbackAddress());
        int bound = limited ? now.addressMax() : Integer.MAX_VALUE;
        int[] before = new int[1];
        byAddress.compute(peer, (key, count) -> {
            before[0] = count == null ? 0 : count;
            return before[0] >= bound ? count : Integer.valueOf(before[0] + 1);
        });
        if (before[0] >= bound) {
            open.decrementAndGet();
            refusedByAddress.increment();
            throw new RefusedException(
                    Scope.ADDRESS,
                    "all " + bound + " connections of one address (addressConnectionsMax of " + PID + ") are in use",
                    RETRY_MILLIS);
        }
    }

    @Override
    public void adopt(@Nullable InetAddress address) {
        open.incrementAndGet();
        if (address != null) {
            byAddress.merge(counted(address), 1, Integer::sum);
        }
    }

    @Override
    public void giveBack(@Nullable InetAddress address) {
        open.decrementAndGet();
        if (address != null) {
            byAddress.computeIfPresent(
                    counted(address), (key, count) -> count == 1 ? null : Integer.valueOf(count - 1));
        }
    }

    @Override
    public LimiterStatistics statistics() {
        Limits now = limits;
        int busiest =
                byAddress.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        return new LimiterStatistics(
                open.get(),
                now.max(),
                byAddress.size(),
                now.addressMax(),
                busiest,
                refused.sum(),
                refusedByAddress.sum());
    }

    /** Returns what an address is counted under: whoever has an IPv6 network has all 2^64 addresses in it. */
    private static InetAddress counted(InetAddress address) {
        if (!(address instanceof Inet6Address) || address.isLoopbackAddress()) {
            return address;
        }
        byte[] network = address.getAddress();
        Arrays.fill(network, NETWORK_BYTES, network.length, (byte) 0);
        try {
            return InetAddress.getByAddress(network);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("16 bytes are an address", e);
        }
    }
}
