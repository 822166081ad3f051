package dev.backplane.shell.internal;

import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.codec.CodecException;
import dev.backplane.spi.codec.Slice;
import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.session.SessionActivity;
import dev.backplane.spi.session.SessionRecord;
import dev.backplane.spi.session.SessionStore;
import java.time.Clock;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;

/** {@code mcp:sessions}: the legacy sessions, oldest first. */
@Service
@Command(scope = "mcp", name = "sessions", description = "Lists the sessions of clients before revision 2026-07-28")
public final class SessionsAction extends McpAction {

    /** Enough to tell sessions apart; a whole id would let its reader take the session over. */
    private static final int ID_SHOWN = 8;

    @Option(name = "--limit", description = "How many at most", valueToShowInHelp = "1000")
    int limit = 1000;

    @Nullable
    SessionStore sessions;

    @Nullable
    Registry registry;

    @Nullable
    Codec codec;

    Clock clock = Clock.systemUTC();

    @Override
    void run() throws CommandException {
        if (limit < 1) {
            throw failure("--limit is " + limit + ", must be at least 1");
        }
        registry = active(registry, Registry.class);
        codec = active(codec, Codec.class);
        SessionStore store = need(active(sessions, SessionStore.class), "an active session store");
        List<Map<String, Object>> rows = store.sessions()
                .sorted(Comparator.comparing(SessionRecord::created))
                .limit(limit)
                .map(this::describe)
                .toList();
        if (json) {
            out.println(JsonText.line(rows));
            return;
        }
        Table table = new Table("ID", "VERSION", "CLIENT", "AGE", "IDLE", "SUBSCRIPTIONS");
        for (Map<String, Object> row : rows) {
            table.row(
                    row.get("id"),
                    row.get("protocolVersion"),
                    row.get("client"),
                    ago(number(row, "ageMillis")),
                    row.containsKey("idleMillis") ? ago(number(row, "idleMillis")) : null,
                    row.get("subscriptions") instanceof List<?> uris ? uris.size() : 0);
        }
        table.print(out, width());
        long all = store.size();
        if (all > rows.size()) {
            out.println("... and " + (all - rows.size()) + " more; --limit shows them");
        }
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
        Long seen = lastSeen(session);
        if (seen != null) {
            row.put("idleMillis", Math.max(0, clock.millis() - seen));
        }
        row.put("subscriptions", List.copyOf(new TreeSet<>(session.subscriptions())));
        return row;
    }

    /** Returns when the client was last heard of, or null where the session is not live here. */
    private @Nullable Long lastSeen(SessionRecord session) {
        Entry entry = registry == null ? null : registry.lookup(new Key(SessionActivity.KIND, session.id()));
        return entry != null && entry.value() instanceof SessionActivity live ? live.lastSeenMillis() : null;
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
