package dev.backplane.shell.internal;

import dev.backplane.spi.transport.LeaseEnd;
import dev.backplane.spi.transport.LeaseStatistics;
import dev.backplane.spi.transport.Leases;
import dev.backplane.spi.transport.Limiter;
import dev.backplane.spi.transport.LimiterStatistics;
import dev.backplane.spi.transport.RefusedException.Scope;
import dev.backplane.spi.transport.Transport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** {@code mcp:transports}: the ways in, and what has become of their connections. */
@Service
@Command(
        scope = "mcp",
        name = "transports",
        description = "Shows the ways in, their connections and limits, and how many were refused or ended")
public final class TransportsAction extends WatchAction {

    @Reference
    List<Transport> transports = List.of();

    @Reference(optional = true)
    @Nullable
    Limiter limiter;

    @Override
    void show() {
        List<Transport> sorted = transports.stream()
                .sorted(Comparator.comparing(Transport::name).thenComparing(TransportsAction::listener))
                .toList();
        LimiterStatistics limits = limiter == null ? null : limiter.statistics();
        if (json) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("transports", sorted.stream().map(TransportsAction::row).toList());
            if (limits != null) {
                all.put("limits", row(limits));
            }
            out.println(JsonText.line(all));
            return;
        }
        printTime();
        Table table = new Table("LISTENER", "WAY IN", "ADDRESS", "OPEN", "MAX", "GRANTED", "REFUSED", "STREAMS");
        List<String> ends = new ArrayList<>();
        for (Transport transport : sorted) {
            Leases leases = transport.leases();
            LeaseStatistics statistics = leases == null ? null : leases.statistics();
            table.row(
                    listener(transport),
                    transport.name(),
                    transport.address() == null ? "not reachable" : transport.address(),
                    statistics == null ? null : statistics.open(),
                    statistics == null ? null : statistics.max(),
                    statistics == null ? null : statistics.granted(),
                    statistics == null ? null : sum(statistics.refused()),
                    transport.streams().open());
            if (statistics != null && sum(statistics.ended()) > 0) {
                ends.add(listener(transport) + " ended: " + ends(statistics));
            }
        }
        table.print(out, width());
        ends.forEach(line -> out.println(Table.clean(line)));
        out.println(limits == null ? "No limit over all ways in: backplane-connections is not there" : line(limits));
    }

    private static String listener(Transport transport) {
        Leases leases = transport.leases();
        return leases == null ? transport.name() : leases.listener();
    }

    private static String ends(LeaseStatistics statistics) {
        return Stream.of(LeaseEnd.values())
                .filter(end -> statistics.ended().getOrDefault(end, 0L) > 0)
                .map(end -> text(end) + " " + statistics.ended().get(end))
                .collect(Collectors.joining(", "));
    }

    private static String line(LimiterStatistics limits) {
        String each = limits.addressMax() == 0 ? "" : " of at most " + limits.addressMax();
        return "All ways in: " + limits.open() + " of at most " + limits.max() + " open, from " + limits.addresses()
                + " addresses, one of which has " + limits.busiest() + each + "; refused " + limits.refused()
                + ", for their address " + limits.refusedByAddress();
    }

    private static Map<String, Object> row(Transport transport) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("listener", listener(transport));
        row.put("transport", transport.name());
        String address = transport.address();
        if (address != null) {
            row.put("address", address);
        }
        Leases leases = transport.leases();
        if (leases != null) {
            LeaseStatistics statistics = leases.statistics();
            row.put("open", statistics.open());
            row.put("max", statistics.max());
            row.put("granted", statistics.granted());
            Map<String, Object> refused = new LinkedHashMap<>();
            for (Scope scope : Scope.values()) {
                refused.put(text(scope), statistics.refused().get(scope));
            }
            row.put("refused", refused);
            Map<String, Object> ended = new LinkedHashMap<>();
            for (LeaseEnd end : LeaseEnd.values()) {
                ended.put(text(end), statistics.ended().get(end));
            }
            row.put("ended", ended);
        }
        row.put("streams", transport.streams().open());
        return row;
    }

    private static Map<String, Object> row(LimiterStatistics limits) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("open", limits.open());
        row.put("max", limits.max());
        row.put("addresses", limits.addresses());
        row.put("addressMax", limits.addressMax());
        row.put("busiest", limits.busiest());
        row.put("refused", limits.refused());
        row.put("refusedByAddress", limits.refusedByAddress());
        return row;
    }

    private static long sum(Map<?, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private static String text(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
