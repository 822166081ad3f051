package dev.backplane.itests.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.backplane.itests.fixture.AnnounceTool;
import dev.backplane.itests.harness.Await;
import dev.backplane.itests.harness.Distribution;
import dev.backplane.itests.harness.Raw;
import dev.backplane.itests.harness.TestBundle;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How sessions sleep, wake and end, through HTTP; each test sets the engine's configuration while the platform runs. */
class SessionsIT {

    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final String PID = "dev.backplane.engine";

    private static final String HEADERS = "Content-Type: application/json\nAccept: application/json, text/event-stream";
    private static final String INITIALIZE = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{"
            + "\"protocolVersion\":\"2024-11-05\",\"capabilities\":{},\"clientInfo\":{\"name\":\"it\",\"version\":\"1\"}}}";

    private static Distribution backplane;
    private static Client client;

    @BeforeAll
    static void start() {
        backplane = Distribution.builder("sessions").start();
        backplane.shell("bundle:install -s " + TestBundle.of(AnnounceTool.class).toUri());
        client = new Client(backplane.port());
    }

    @AfterAll
    static void stop() {
        if (client != null) {
            client.close();
        }
        if (backplane != null) {
            backplane.close();
        }
    }

    @BeforeEach
    void usual() {
        configure();
    }

    /** Sets these values, and the usual ones for all others. */
    private static void configure(String... pairs) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("sessionsMax", "100000");
        values.put("sessionsPerCallerMax", "100000");
        values.put("sessionsFull", "evict");
        values.put("sessionIdleMillis", "3600000");
        values.put("sessionLifeMillis", "0");
        values.put("sessionHibernateMillis", "30000");
        for (int i = 0; i < pairs.length; i += 2) {
            values.put(pairs[i], pairs[i + 1]);
        }
        StringBuilder commands = new StringBuilder("config:edit " + PID);
        values.forEach((key, value) -> commands.append("; config:property-set ")
                .append(key)
                .append(' ')
                .append(value));
        backplane.shell(commands.append("; config:update").toString());
    }

    private static JsonObject sessions() {
        return JsonParser.parseString(backplane.shell("mcp:sessions --json")).getAsJsonObject();
    }

    private static long closed(String reason) {
        return sessions()
                .getAsJsonObject("statistics")
                .getAsJsonObject("closed")
                .get(reason)
                .getAsLong();
    }

    private static String state(String session) {
        for (JsonElement each : sessions().getAsJsonArray("sessions")) {
            JsonObject row = each.getAsJsonObject();
            if (session.startsWith(row.get("id").getAsString())) {
                return row.get("state").getAsString();
            }
        }
        return "gone";
    }

    private static String session() {
        String id = client.open();
        assertThat(id).doesNotStartWith(Operation.ERROR);
        assertThat(client.initialized(id)).startsWith("2");
        return id;
    }

    private static String ping(String session) {
        return client.plain(session, "ping", "{}");
    }

    @Test
    void idle_session_hibernates_andWakesWithAllItHad() throws Exception {
        configure("sessionHibernateMillis", "300");
        String session = session();
        String params = "{\"uri\":\"itest://news/sleep\"}";
        assertThat(client.plain(session, "resources/subscribe", params)).isEqualTo("ok");
        Await.until("its sleep", BOUND, () -> state(session).equals("hibernated"));
        assertThat(client.call("", "announce", params)).isEqualTo("announced");
        try (EventReader stream = EventReader.get(backplane.port(), session, "")) {
            EventReader.Event event = stream.next();
            while (!event.method().equals("notifications/resources/updated")) {
                event = stream.next();
            }
            assertThat(event.params().get("uri").getAsString()).isEqualTo("itest://news/sleep");
            assertThat(state(session)).isEqualTo("live");
        }
        Await.until("its sleep", BOUND, () -> state(session).equals("hibernated"));
        assertThat(ping(session)).isEqualTo("ok");
        assertThat(client.delete(session)).startsWith("2");
        assertThat(closed("deleted")).isPositive();
    }

    @Test
    void idle_session_ends_andSoDoesAnOldOne() {
        long idle = closed("idle");
        long old = closed("life over");
        configure("sessionIdleMillis", "1000", "sessionHibernateMillis", "200");
        String left = session();
        Await.until("the end of what is idle", BOUND, () -> closed("idle") > idle);
        assertThat(ping(left)).startsWith(Operation.ERROR + "404");
        configure("sessionLifeMillis", "1500");
        String used = session();
        Await.until("the end of what is old", BOUND, () -> !ping(used).equals("ok"));
        assertThat(ping(used)).startsWith(Operation.ERROR + "404");
        assertThat(closed("life over")).isGreaterThan(old);
    }

    @Test
    void fullHouse_evictsTheLongestIdle_orRefuses_asConfigured() throws Exception {
        configure("sessionsPerCallerMax", "3", "sessionIdleMillis", "1000");
        Await.until(
                "an empty house",
                BOUND,
                () -> sessions().getAsJsonArray("sessions").isEmpty());
        configure("sessionsPerCallerMax", "3");
        List<String> ids = List.of(session(), session(), session());
        assertThat(ping(ids.get(0))).isEqualTo("ok");
        long evicted = closed("evicted");
        String fourth = session();
        assertThat(ping(ids.get(1))).startsWith(Operation.ERROR + "404");
        assertThat(List.of(ping(ids.get(0)), ping(ids.get(2)), ping(fourth))).containsOnly("ok");
        assertThat(closed("evicted")).isEqualTo(evicted + 1);

        configure("sessionsPerCallerMax", "3", "sessionsFull", "refuse");
        assertRefused(429, "sessionsPerCallerMax");
        configure("sessionsMax", "3", "sessionsFull", "refuse");
        assertRefused(503, "sessionsMax");
    }

    private static void assertRefused(int status, String key) throws IOException {
        try (Raw raw = new Raw(backplane.port())) {
            Raw.Response answer = raw.post(HEADERS, INITIALIZE.getBytes(StandardCharsets.UTF_8))
                    .read();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.body()).contains("3 (" + key + ")");
            assertThat(answer.headers()).containsKey("retry-after");
        }
    }

    @Test
    void conversation_whoseConnectionEnds_endsItsSession() throws Exception {
        long before = closed("transport gone");
        try (Raw listening = new Raw(backplane.port());
                Raw posting = new Raw(backplane.port())) {
            listening.send("GET /sse HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"
                    .getBytes(StandardCharsets.UTF_8));
            assertThat(listening.readUnlessStream().status()).isEqualTo(200);
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(listening.stream(), StandardCharsets.UTF_8));
            String path = after("data: ", lines);
            String head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + HEADERS.replace("\n", "\r\n")
                    + "\r\nContent-Length: " + INITIALIZE.length() + "\r\n\r\n";
            posting.send((head + INITIALIZE).getBytes(StandardCharsets.UTF_8));
            assertThat(posting.read().status()).isEqualTo(202);
            assertThat(after("data: ", lines)).contains("serverInfo");
        }
        Await.until("the end of its session", BOUND, () -> closed("transport gone") > before);
    }

    private static String after(String start, BufferedReader lines) throws IOException {
        String line = lines.readLine();
        while (line != null && !line.startsWith(start)) {
            line = lines.readLine();
        }
        return line == null ? "" : line.substring(start.length());
    }

    @Test
    void value_outOfBounds_isRefusedByName_andWhatWasInForceStays() {
        String session = session();
        configure("sessionHibernateMillis", "99");
        Await.until(
                "the refusal",
                BOUND,
                () -> backplane.log().contains("sessionHibernateMillis is 99, must be 100 to 31536000000"));
        assertThat(ping(session)).isEqualTo("ok");
    }
}
