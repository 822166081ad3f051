package dev.backplane.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.codec.gson.internal.GsonCodec;
import dev.backplane.spi.codec.Slice;
import dev.backplane.spi.session.CloseReason;
import dev.backplane.spi.session.SessionMonitor;
import dev.backplane.spi.session.SessionRecord;
import dev.backplane.spi.session.SessionStatistics;
import dev.backplane.spi.session.SessionStatus;
import dev.backplane.spi.session.SessionStore;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SessionsActionTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private static SessionRecord session(String id, String params, Instant created) {
        return new SessionRecord(
                id,
                "2025-11-25",
                null,
                params.getBytes(StandardCharsets.UTF_8),
                true,
                null,
                Set.of("b://2", "a://1"),
                created);
    }

    private SessionsAction action(SessionRecord... records) {
        SessionsAction action = new SessionsAction();
        action.out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        action.codec = new GsonCodec();
        action.clock = Clock.fixed(Instant.parse("2026-01-01T01:00:00Z"), ZoneOffset.UTC);
        action.sessions = holding(List.of(records));
        action.monitor = hibernating("older-and-secret", Instant.parse("2026-01-01T00:59:55Z"));
        return action;
    }

    @Test
    void sessions_table_showsOldestFirstWithShortIds() throws Exception {
        action(
                        session("younger-and-secret", "{}", Instant.parse("2026-01-01T00:59:30Z")),
                        session(
                                "older-and-secret",
                                "{\"clientInfo\":{\"name\":\"ts\",\"version\":\"1.2\"}}",
                                Instant.parse("2026-01-01T00:00:00Z")))
                .execute();
        assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "ID        VERSION     CLIENT  STATE       AGE        IDLE  STREAMS  SUBSCRIBED",
                        "older-an  2025-11-25  ts 1.2  hibernated  1 h 0 min  5 s   0        2",
                        "younger-  2025-11-25  -       -           30 s       -     -        2",
                        "1 live, 2 hibernated; 9 opened, 3 refused",
                        "closed: deleted 4, evicted 2");
    }

    @Test
    void sessions_json_isComplete() throws Exception {
        SessionsAction action = action(session(
                "older-and-secret", "{\"clientInfo\":{\"name\":\"ts\"}}", Instant.parse("2026-01-01T00:00:00Z")));
        action.json = true;
        action.execute();
        assertThat(new GsonCodec().value(Slice.of(bytes.toByteArray())))
                .isEqualTo(Map.of("sessions", List.of(row()), "statistics", statistics()));
    }

    private static Map<String, Object> row() {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", "older-an");
        row.put("protocolVersion", "2025-11-25");
        row.put("client", "ts");
        row.put("initialized", true);
        row.put("created", "2026-01-01T00:00:00Z");
        row.put("ageMillis", 3_600_000L);
        row.put("state", "hibernated");
        row.put("idleMillis", 5_000L);
        row.put("streams", 0L);
        row.put("subscriptions", List.of("a://1", "b://2"));
        return row;
    }

    private static Map<String, Object> statistics() {
        return Map.of(
                "live", 1L,
                "hibernated", 2L,
                "opened", 9L,
                "refused", 3L,
                "hibernations", 5L,
                "wakings", 6L,
                "closed",
                        Map.of(
                                "deleted", 4L,
                                "idle", 0L,
                                "life over", 0L,
                                "evicted", 2L,
                                "transport gone", 0L,
                                "stopped", 0L,
                                "error", 0L));
    }

    @Test
    void sessions_moreThanLimit_saysSo() throws Exception {
        SessionsAction action = action(session("1", "{}", Instant.EPOCH), session("2", "{}", Instant.EPOCH));
        action.limit = 1;
        action.execute();
        assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("... and 1 more");
    }

    private static SessionMonitor hibernating(String id, Instant seen) {
        return new SessionMonitor() {
            @Override
            public SessionStatistics statistics() {
                return new SessionStatistics(
                        1, 2, 9, 3, 5, 6, Map.of(CloseReason.DELETED, 4L, CloseReason.EVICTED, 2L));
            }

            @Override
            public @Nullable SessionStatus status(String of) {
                return of.equals(id) ? new SessionStatus(false, seen.toEpochMilli(), 0) : null;
            }
        };
    }

    private static SessionStore holding(List<SessionRecord> all) {
        return (SessionStore) Proxy.newProxyInstance(
                SessionStore.class.getClassLoader(),
                new Class<?>[] {SessionStore.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "sessions" -> all.stream();
                    case "size" -> (long) all.size();
                    default -> throw new IllegalStateException("the shell only reads");
                });
    }
}
