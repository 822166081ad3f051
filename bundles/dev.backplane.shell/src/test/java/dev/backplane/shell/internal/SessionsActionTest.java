package dev.backplane.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.codec.gson.internal.GsonCodec;
import dev.backplane.spi.codec.Slice;
import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Owner;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.session.SessionActivity;
import dev.backplane.spi.session.SessionRecord;
import dev.backplane.spi.session.SessionStore;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        action.registry = live("older-and-secret", Instant.parse("2026-01-01T00:59:55Z"));
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
                        "ID        VERSION     CLIENT  AGE        IDLE  SUBSCRIPTIONS",
                        "older-an  2025-11-25  ts 1.2  1 h 0 min  5 s   2",
                        "younger-  2025-11-25  -       30 s       -     2");
    }

    @Test
    void sessions_json_isComplete() throws Exception {
        SessionsAction action = action(session(
                "older-and-secret", "{\"clientInfo\":{\"name\":\"ts\"}}", Instant.parse("2026-01-01T00:00:00Z")));
        action.json = true;
        action.execute();
        assertThat(new GsonCodec().value(Slice.of(bytes.toByteArray())))
                .isEqualTo(List.of(Map.of(
                        "id",
                        "older-an",
                        "protocolVersion",
                        "2025-11-25",
                        "client",
                        "ts",
                        "initialized",
                        true,
                        "created",
                        "2026-01-01T00:00:00Z",
                        "ageMillis",
                        3_600_000L,
                        "idleMillis",
                        5_000L,
                        "subscriptions",
                        List.of("a://1", "b://2"))));
    }

    @Test
    void sessions_moreThanLimit_saysSo() throws Exception {
        SessionsAction action = action(session("1", "{}", Instant.EPOCH), session("2", "{}", Instant.EPOCH));
        action.limit = 1;
        action.execute();
        assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("... and 1 more");
    }

    /** A registry that answers look-ups alone. */
    private static Registry live(String id, Instant seen) {
        SessionActivity activity = seen::toEpochMilli;
        Key key = new Key("session", id);
        Entry entry = new Entry(key, activity, new Owner("session", id));
        return (Registry) Proxy.newProxyInstance(
                Registry.class.getClassLoader(),
                new Class<?>[] {Registry.class},
                (proxy, method, arguments) -> key.equals(arguments[0]) ? entry : null);
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
