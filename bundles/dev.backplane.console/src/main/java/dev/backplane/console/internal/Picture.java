package dev.backplane.console.internal;

import dev.backplane.spi.cache.CacheTier;
import dev.backplane.spi.cache.TierStatistics;
import dev.backplane.spi.check.Checklist;
import dev.backplane.spi.dispatch.DispatchStatistics;
import dev.backplane.spi.dispatch.Dispatcher;
import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.session.SessionMonitor;
import dev.backplane.spi.session.SessionRecord;
import dev.backplane.spi.session.SessionStatistics;
import dev.backplane.spi.session.SessionStatus;
import dev.backplane.spi.session.SessionStore;
import dev.backplane.spi.slot.SlotState;
import dev.backplane.spi.slot.Slots;
import dev.backplane.spi.slot.Swap;
import dev.backplane.spi.tool.ToolActivity;
import dev.backplane.spi.transport.Lease;
import dev.backplane.spi.transport.Leases;
import dev.backplane.spi.transport.Transport;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/** Makes the picture of the platform that the page shows. For one thread at a time; what it reads may change meanwhile. */
final class Picture {

    /** Rows of a table that are shown at most. */
    static final int ROWS_MAX = 200;

    private static final int SWAPS_MAX = 20;
    private static final int ID_SHOWN = 8;

    private final Parts parts;
    private long lastNanos = System.nanoTime();
    private Map<String, Long> lastCalls = Map.of();
    private long lastHits;
    private long lastMisses;

    Picture(Parts parts) {
        this.parts = parts;
    }

    /** @param swapping how far the swaps are that are under way, by slot */
    Map<String, Object> take(Map<String, String> swapping) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("time", System.currentTimeMillis());
        Checklist checklist = parts.checklist;
        if (checklist != null) {
            all.put("checklist", checklist.report().values());
        }
        List<ToolRow> tools = tools();
        all.put("load", load(tools));
        all.put("tools", tools.stream().limit(ROWS_MAX).map(ToolRow::values).toList());
        all.put("plugins", plugins(tools));
        Slots slots = parts.slots;
        if (slots != null) {
            all.put(
                    "slots",
                    slots.states().stream().map(state -> slot(state, swapping)).toList());
            List<Swap> swaps = slots.history();
            List<Object> latest = new ArrayList<>();
            for (int i = swaps.size() - 1; i >= Math.max(0, swaps.size() - SWAPS_MAX); i--) {
                latest.add(swap(swaps.get(i)));
            }
            all.put("swaps", latest);
        }
        all.put("sessions", sessions());
        all.put("connections", connections());
        return all;
    }

    // ---- load ------------------------------------------------------------------------------------------------------

    private record ToolRow(String name, long bundle, ToolActivity activity) {

        Map<String, Object> values() {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("name", name);
            row.put("state", activity.state().name().toLowerCase(Locale.ROOT));
            row.put("calls", activity.calls());
            row.put("failures", activity.failures());
            row.put("p50Millis", activity.p50Nanos() / 1e6);
            row.put("p99Millis", activity.p99Nanos() / 1e6);
            return row;
        }
    }

    private List<ToolRow> tools() {
        Registry registry = parts.registry;
        Map<String, ToolRow> rows = new TreeMap<>();
        if (registry != null) {
            try (Stream<Entry> entries = registry.entries(ToolActivity.KIND)) {
                entries.forEach(entry -> {
                    if (entry.value() instanceof ToolActivity activity) {
                        rows.put(entry.key().name(), new ToolRow(entry.key().name(), bundle(entry), activity));
                    }
                });
            }
        }
        return new ArrayList<>(rows.values());
    }

    private static long bundle(Entry entry) {
        String id = entry.owner().id();
        return entry.owner().kind().equals("bundle") && id.matches("\\d{1,9}") ? Long.parseLong(id) : -1;
    }

    /** Figures since the last picture; the times are those of the tools that were called since. */
    private Map<String, Object> load(List<ToolRow> tools) {
        long now = System.nanoTime();
        double seconds = Math.max(0.001, (now - lastNanos) / 1e9);
        Map<String, Long> calls = new LinkedHashMap<>();
        long called = 0;
        long most = 0;
        long p50 = 0;
        long p99 = 0;
        for (ToolRow tool : tools) {
            long count = tool.activity().calls();
            calls.put(tool.name(), count);
            long since = Math.max(0, count - lastCalls.getOrDefault(tool.name(), count));
            called += since;
            if (since > most) {
                most = since;
                p50 = tool.activity().p50Nanos();
            }
            if (since > 0) {
                p99 = Math.max(p99, tool.activity().p99Nanos());
            }
        }
        lastNanos = now;
        lastCalls = calls;
        Map<String, Object> load = new LinkedHashMap<>();
        load.put("callsPerSecond", called / seconds);
        if (called > 0) {
            load.put("p50Millis", p50 / 1e6);
            load.put("p99Millis", p99 / 1e6);
        }
        Dispatcher dispatcher = parts.dispatcher;
        if (dispatcher != null) {
            DispatchStatistics statistics = dispatcher.statistics();
            load.put("queued", statistics.queued());
            load.put("running", statistics.running());
        }
        hits(load);
        Runtime runtime = Runtime.getRuntime();
        load.put("heapBytes", runtime.totalMemory() - runtime.freeMemory());
        load.put("heapMaxBytes", runtime.maxMemory());
        return load;
    }

    private void hits(Map<String, Object> load) {
        CacheTier cache = parts.cache;
        if (cache == null) {
            return;
        }
        TierStatistics statistics = cache.statistics();
        long hits = Math.max(0, statistics.hits() - lastHits);
        long misses = Math.max(0, statistics.misses() - lastMisses);
        lastHits = statistics.hits();
        lastMisses = statistics.misses();
        if (hits + misses > 0) {
            load.put("hitPercent", 100.0 * hits / (hits + misses));
        }
    }

    private List<Object> plugins(List<ToolRow> tools) {
        Map<Long, Integer> counts = new TreeMap<>();
        tools.forEach(tool -> counts.merge(tool.bundle(), 1, Integer::sum));
        List<Object> rows = new ArrayList<>();
        counts.forEach((id, count) -> {
            Bundle bundle = id < 0 ? null : parts.bundle(id);
            if (bundle != null) {
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("id", id);
                row.put("name", String.valueOf(bundle.getSymbolicName()));
                row.put("version", bundle.getVersion().toString());
                row.put("tools", count);
                rows.add(row);
            }
        });
        return rows;
    }

    // ---- slots -----------------------------------------------------------------------------------------------------

    private static Map<String, Object> slot(SlotState state, Map<String, String> swapping) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("name", state.name());
        put(row, "active", state.active());
        row.put("phase", state.phase().name().toLowerCase(Locale.ROOT));
        row.put("variants", state.variants());
        put(row, "progress", swapping.get(state.name()));
        put(row, "problem", state.problem());
        return row;
    }

    static Map<String, Object> swap(Swap swap) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("slot", swap.slot());
        put(row, "from", swap.from());
        put(row, "to", swap.to());
        row.put("reason", swap.reason());
        row.put("started", swap.started());
        row.put("tookMillis", swap.tookNanos() / 1e6);
        row.put("moved", swap.moved());
        row.put("callsHeld", swap.callsHeld());
        row.put("longestPauseMillis", swap.longestPauseNanos() / 1e6);
        put(row, "problem", swap.problem());
        return row;
    }

    // ---- clients ---------------------------------------------------------------------------------------------------

    private Map<String, Object> sessions() {
        Map<String, Object> all = new LinkedHashMap<>();
        SessionMonitor monitor = parts.monitor;
        if (monitor != null) {
            SessionStatistics statistics = monitor.statistics();
            all.put("live", statistics.live());
            all.put("hibernated", statistics.hibernated());
            all.put("opened", statistics.opened());
        }
        SessionStore store = parts.sessions;
        List<Object> rows = new ArrayList<>();
        if (store != null) {
            try (Stream<SessionRecord> sessions = store.sessions()) {
                sessions.limit(ROWS_MAX).forEach(session -> rows.add(session(session, monitor)));
            }
        }
        all.put("rows", rows);
        return all;
    }

    /** Ids are cut short: a whole one would let its reader take the session over. */
    private static Map<String, Object> session(SessionRecord session, @Nullable SessionMonitor monitor) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", session.id().substring(0, Math.min(ID_SHOWN, session.id().length())));
        row.put("protocolVersion", session.protocolVersion());
        row.put("created", session.created().toEpochMilli());
        SessionStatus status = monitor == null ? null : monitor.status(session.id());
        if (status != null) {
            row.put("state", status.live() ? "live" : "hibernated");
            row.put("lastSeen", status.lastSeenMillis());
            row.put("streams", status.streams());
        }
        return row;
    }

    private Map<String, Object> connections() {
        List<Leases> listeners = parts.transports.stream()
                .map(Transport::leases)
                .filter(Objects::nonNull)
                .toList();
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("open", listeners.stream().mapToLong(Leases::size).sum());
        all.put(
                "rows",
                listeners.stream()
                        .flatMap(Leases::stream)
                        .limit(ROWS_MAX)
                        .map(Picture::connection)
                        .toList());
        return all;
    }

    private static Map<String, Object> connection(Lease lease) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", lease.id());
        InetSocketAddress peer = lease.connection().peer();
        put(
                row,
                "address",
                peer == null || peer.getAddress() == null
                        ? null
                        : peer.toString().replaceFirst("^[^/]*/", ""));
        row.put("transport", lease.connection().transport());
        row.put("listener", lease.listener());
        put(row, "protocolVersion", lease.connection().protocolVersion());
        row.put("ageMillis", lease.ageNanos() / 1_000_000);
        row.put("inFlight", lease.connection().inFlight());
        return row;
    }

    private static void put(Map<String, Object> row, String name, @Nullable Object value) {
        if (value != null) {
            row.put(name, value);
        }
    }
}
