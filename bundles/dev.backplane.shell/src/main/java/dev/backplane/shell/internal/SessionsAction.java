package dev.backplane.shell.internal;

import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.codec.CodecException;
import dev.backplane.spi.codec.Slice;
import dev.backplane.spi.session.CloseReason;
import dev.backplane.spi.session.SessionMonitor;
import dev.backplane.spi.session.SessionRecord;
import dev.backplane.spi.session.SessionStatistics;
import dev.backplane.spi.session.SessionStatus;
import dev.backplane.spi.session.SessionStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;

/** {@code mcp:sessions}: the legacy sessions, oldest first, and what has become of the others. */
@Service
@Command(scope = "mcp", name = "sessions", description = "Lists the sessions of clients before revision 2026-07-28")
public final class SessionsAction extends McpAction {

    /** Enough to tell sessions apart; a whole id would let its reader take the session over. */
    private static final int ID_SHOWN = 8;

    private static final Comparator<SessionRecord> BY_AGE = Comparator.comparing(SessionRecord::created);

    @Option(name = "--limit", description = "How many at most", valueToShowInHelp = "1000")
    int limit = 1000;

    @Nullable
    SessionStore sessions;

    @Nullable
    Codec codec;

    @Reference(optional = true)
    @Nullable
    SessionMonitor monitor;

    Clock clock = Clock.systemUTC();

    @Override
    void run() throws CommandException {
        if (limit < 1) {
            throw failure("--limit is " + limit + ", must be at least 1");
        }
        codec = active(codec, Codec.class);
        SessionStore store = need(active(sessions, SessionStore.class), "an active session store");
        List<Map<String, Object>> rows =
                eldest(store.sessions()).stream().map(this::describe).collect(Collectors.toList());
        SessionStatistics statistics = monitor == null ? null : monitor.statistics();
        if (json) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("sessions", rows);
            if (statistics != null) {
                all.put("statistics", describe(statistics));
            }
            out.println(JsonText.line(all));
            return;
        }
        Table table = new Table("ID", "VERSION", "CLIENT", "STATE", "AGE", "IDLE", "STREAMS", "SUBSCRIBED");
        for (Map<String, Object> row : rows) {
            table.row(
                    row.get("id"),
                    row.get("protocolVersion"),
                    row.get("client"),
                    row.get("state"),
                    ago(number(row, "ageMillis")),
                    row.containsKey("idleMillis") ? ago(number(row, "idleMillis")) : null,
                    row.get("streams"),
                    row.get("subscriptions") instanceof List<?> uris ? uris.size() : 0);
        }
        table.print(out, width());
        long all = store.size();
        if (all > rows.size()) {
            out.println("... and " + (all - rows.size()) + " more; --limit shows them");
        }
        if (statistics != null) {
            print(statistics);
        }
    }

    /** Returns the oldest, oldest first; holds no more than it returns. */
    private List<SessionRecord> eldest(Stream<SessionRecord> all) {
        PriorityQueue<SessionRecord> kept = new PriorityQueue<>(BY_AGE.reversed());
        all.forEach(session -> {
            kept.add(session);
            if (kept.size() > limit) {
                kept.remove();
            }
        });
        List<SessionRecord> sorted = new ArrayList<>(kept);
        sorted.sort(BY_AGE);
        return sorted;
    }

    private void print(SessionStatistics statistics) {
        out.println(statistics.live() + " live, " + statistics.hibernated() + " hibernated; " + statistics.opened()
                + " opened, " + statistics.refused() + " refused");
        String closed = statistics.closed().entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .map(entry -> entry.getKey().text() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
        if (!closed.isEmpty()) {
            out.println("closed: " + closed);
        }
    }

    private static Map<String, Object> describe(SessionStatistics statistics) {
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("live", statistics.live());
        counts.put("hibernated", statistics.hibernated());
        counts.put("opened", statistics.opened());
        counts.put("refused", statistics.refused());
        counts.put("hibernations", statistics.hibernations());
        counts.put("wakings", statistics.wakings());
        Map<String, Object> closed = new LinkedHashMap<>();
        for (CloseReason reason : CloseReason.values()) {
            closed.put(reason.text(), statistics.closed().get(reason));
        }
        counts.put("closed", closed);
        return counts;
    }

    private Map<String, Object> describe(SessionRecord session) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", session.id().substring(0, Math.min(ID_SHOWN, session.id().length())));
        row.put("protocolVersion", session.protocolVersion());
        String client = client(session);
        if (client != null) {
            row.put("client", client);
        }
        if (session.principal() != null) {
            row.put("principal", session.principal());
        }
        row.put("initialized", session.initialized());
        row.put("created", session.created().toString());
        row.put("ageMillis", Math.max(0, clock.millis() - session.created().toEpochMilli()));
        SessionStatus status = monitor == null ? null : monitor.status(session.id());
        if (status != null) {
            row.put("state", status.live() ? "live" : "hibernated");
            row.put("idleMillis", Math.max(0, clock.millis() - status.lastSeenMillis()));
            row.put("streams", status.streams());
        }
        row.put("subscriptions", List.copyOf(new TreeSet<>(session.subscriptions())));
        return row;
    }

    /** Returns the client as it calls itself, or null where it does not or no codec is there to read it. */
    private @Nullable String client(SessionRecord session) {
        if (codec == null) {
            return null;
        }
        try {
            if (codec.value(Slice.of(session.initializeParams())) instanceof Map<?, ?> params
                    && params.get("clientInfo") instanceof Map<?, ?> info
                    && info.get("name") instanceof String name) {
                return info.get("version") instanceof String version ? name + " " + version : name;
            }
        } catch (CodecException e) {
            return null;
        }
        return null;
    }
}
