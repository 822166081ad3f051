package dev.backplane.shell.internal;

import dev.backplane.spi.transport.Connection;
import dev.backplane.spi.transport.Lease;
import dev.backplane.spi.transport.LeaseTerm;
import dev.backplane.spi.transport.Leases;
import dev.backplane.spi.transport.Transport;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;

/** {@code mcp:connections}: who is connected, oldest first. */
@Service
@Command(
        scope = "mcp",
        name = "connections",
        description =
                "Lists the connections: peer, way in, revision, age, what is under way, and what bounds their lease")
public final class ConnectionsAction extends WatchAction {

    /** Ids are given in the order of the opening. */
    private static final Comparator<Lease> BY_AGE = Comparator.comparingLong(Lease::id);

    @Option(name = "--limit", description = "How many at most", valueToShowInHelp = "100")
    int limit = 100;

    @Option(name = "--listener", description = "Only those of this listener")
    @Nullable
    String listener;

    @Reference
    List<Transport> transports = List.of();

    @Override
    void check() throws CommandException {
        check("--limit", limit, 1, 100_000);
    }

    @Override
    void show() {
        List<Lease> shown = eldest(all(), limit);
        if (json) {
            out.println(JsonText.line(Map.of(
                    "connections", shown.stream().map(ConnectionsAction::row).toList(), "open", open())));
            return;
        }
        printTime();
        boolean subjects = shown.stream().anyMatch(lease -> lease.connection().subject() != null);
        List<String> heads = new ArrayList<>(
                List.of("ID", "ADDRESS", "WAY IN", "LISTENER", "ERA", "AGE", "IDLE", "IN FLIGHT", "LEASE"));
        if (subjects) {
            heads.add("SUBJECT");
        }
        Table table = new Table(heads.toArray(String[]::new));
        for (Lease lease : shown) {
            Connection connection = lease.connection();
            List<@Nullable Object> cells = new ArrayList<>();
            cells.add(lease.id());
            cells.add(address(connection));
            cells.add(connection.transport());
            cells.add(lease.listener());
            cells.add(connection.protocolVersion());
            cells.add(ago(lease.ageNanos() / 1_000_000));
            cells.add(ago(connection.idleNanos() / 1_000_000));
            cells.add(connection.inFlight());
            cells.add(term(connection.term()));
            if (subjects) {
                cells.add(connection.subject());
            }
            table.row(cells.toArray());
        }
        table.print(out, width());
        long open = open();
        if (open > shown.size()) {
            out.println("... and " + (open - shown.size()) + " more; --limit shows them");
        }
    }

    /** Returns the oldest, oldest first; holds no more than it returns. */
    static List<Lease> eldest(Stream<Lease> all, int limit) {
        PriorityQueue<Lease> kept = new PriorityQueue<>(BY_AGE.reversed());
        all.forEach(lease -> {
            kept.add(lease);
            if (kept.size() > limit) {
                kept.remove();
            }
        });
        List<Lease> sorted = new ArrayList<>(kept);
        sorted.sort(BY_AGE);
        return sorted;
    }

    private Stream<Leases> listeners() {
        return transports.stream()
                .map(Transport::leases)
                .filter(Objects::nonNull)
                .filter(leases -> listener == null || listener.equals(leases.listener()));
    }

    private Stream<Lease> all() {
        return listeners().flatMap(Leases::stream);
    }

    private long open() {
        return listeners().mapToLong(Leases::size).sum();
    }

    /** Returns where the peer is, or null where the way in has no addresses. */
    static @Nullable String address(Connection connection) {
        InetSocketAddress peer = connection.peer();
        if (peer == null || peer.getAddress() == null) {
            return null;
        }
        String host = peer.getAddress().getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + peer.getPort();
    }

    private static String term(LeaseTerm term) {
        String bound = term.bound().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return term.leftNanos() < 0 ? bound : bound + ", " + ago(term.leftNanos() / 1_000_000) + " left";
    }

    private static Map<String, Object> row(Lease lease) {
        Connection connection = lease.connection();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", lease.id());
        String address = address(connection);
        if (address != null) {
            row.put("address", address);
        }
        row.put("transport", connection.transport());
        row.put("listener", lease.listener());
        String version = connection.protocolVersion();
        if (version != null) {
            row.put("protocolVersion", version);
        }
        String subject = connection.subject();
        if (subject != null) {
            row.put("subject", subject);
        }
        row.put("ageMillis", lease.ageNanos() / 1_000_000);
        row.put("idleMillis", connection.idleNanos() / 1_000_000);
        row.put("inFlight", connection.inFlight());
        LeaseTerm term = connection.term();
        row.put("lease", term.bound().name().toLowerCase(Locale.ROOT));
        if (term.leftNanos() >= 0) {
            row.put("leftMillis", term.leftNanos() / 1_000_000);
        }
        return row;
    }
}
