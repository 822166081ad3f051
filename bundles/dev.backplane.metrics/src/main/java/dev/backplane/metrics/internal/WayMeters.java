package dev.backplane.metrics.internal;

import dev.backplane.spi.transport.CopyStatistics;
import dev.backplane.spi.transport.LeaseStatistics;
import dev.backplane.spi.transport.Leases;
import dev.backplane.spi.transport.Limiter;
import dev.backplane.spi.transport.LimiterStatistics;
import dev.backplane.spi.transport.StreamStatistics;
import dev.backplane.spi.transport.Transport;
import java.util.Locale;

/** Figures of the ways in: connections and their leases, event streams, bytes. */
record WayMeters(Parts parts) implements Source {

    @Override
    public void read(Figures out) {
        for (Transport transport : parts.transports) {
            Leases leases = transport.leases();
            String listener = leases == null ? transport.name() : leases.listener();
            out.gauge("mcp_listener_up", "1: it serves", transport.address() == null ? 0 : 1, "listener", listener);
            if (leases != null) {
                leases(out, leases.statistics(), listener);
            }
            streams(out, transport.streams(), listener);
            bytes(out, transport.copies(), listener);
        }
        Limiter limiter = parts.limiter;
        if (limiter != null) {
            limiter(out, limiter.statistics());
        }
    }

    private static void leases(Figures out, LeaseStatistics now, String listener) {
        out.gauge("mcp_connections", "Connections", now.open(), "listener", listener);
        out.gauge("mcp_connections_max", "How many connections there may be", now.max(), "listener", listener);
        out.counter("mcp_leases_granted", "Connections that were let in", now.granted(), "listener", listener);
        now.refused()
                .forEach((scope, count) -> out.counter(
                        "mcp_leases_refused",
                        "Connections that were not, by whose limit it was",
                        count,
                        "listener",
                        listener,
                        "limit",
                        scope.name().toLowerCase(Locale.ROOT)));
        now.ended()
                .forEach((reason, count) -> out.counter(
                        "mcp_leases_ended",
                        "Connections that have gone",
                        count,
                        "listener",
                        listener,
                        "reason",
                        reason.name().toLowerCase(Locale.ROOT)));
    }

    private static void streams(Figures out, StreamStatistics now, String listener) {
        out.gauge("mcp_streams", "Event streams", now.open(), "listener", listener);
        out.gauge("mcp_stream_messages", "Messages that wait for peers", now.waitingMessages(), "listener", listener);
        out.gauge("mcp_stream_bytes", "What those messages take", now.waitingBytes(), "listener", listener);
        out.counter("mcp_streams_cut", "Streams whose peers did not read", now.cut(), "listener", listener);
    }

    private static void bytes(Figures out, CopyStatistics now, String listener) {
        out.counter("mcp_sent_bytes", "Bytes that connections have taken", now.sent(), "listener", listener);
        now.copied()
                .forEach((reason, count) -> out.counter(
                        "mcp_copied_bytes",
                        "Bytes that were copied on the way to connections",
                        count,
                        "listener",
                        listener,
                        "reason",
                        reason.name().toLowerCase(Locale.ROOT)));
    }

    private static void limiter(Figures out, LimiterStatistics now) {
        out.gauge("mcp_limiter_connections", "Connections, over all ways in", now.open());
        out.gauge("mcp_limiter_connections_max", "How many there may be over all ways in", now.max());
        out.gauge("mcp_limiter_addresses", "Different addresses of peers", now.addresses());
        out.gauge("mcp_limiter_busiest", "The most connections that one address has", now.busiest());
        String help = "Connections that were refused";
        out.counter("mcp_limiter_refused", help, now.refused(), "limit", "process");
        out.counter("mcp_limiter_refused", help, now.refusedByAddress(), "limit", "address");
    }
}
