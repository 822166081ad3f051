package dev.backplane.itests.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.backplane.itests.fixture.AnnounceTool;
import dev.backplane.itests.harness.Await;
import dev.backplane.itests.harness.Distribution;
import dev.backplane.itests.harness.Settings;
import dev.backplane.itests.harness.TestBundle;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Clients that do not read their streams, among others that do: they are cut, nobody waits for them, and when they come back
 * they get what they missed, once and in order.
 */
class StalledReaderIT {

    private static final int READERS = Settings.proof() ? 4_950 : 490;
    private static final int STALLED = Settings.proof() ? 50 : 10;
    private static final int NEWS = 40;
    private static final int STEPS = 3_000;

    /** Little is on the way to who does not read, so that news of some hundred kilobytes are too much. */
    private static final int WINDOW = 4096;

    private static final String LONG = "x".repeat(8_000);
    private static final Duration BOUND = Duration.ofSeconds(20);

    private static Distribution backplane;
    private static Client client;

    @BeforeAll
    static void start() {
        backplane = Distribution.builder("stalled")
                .configuration("dev.backplane.transport.http", "streamQueueBytesMax", "65536")
                .configuration("dev.backplane.session.memory", "replayEventsMax", "100000")
                .configuration("dev.backplane.session.memory", "replayBytesMax", "16000000")
                .start();
        backplane.shell("bundle:install -s " + TestBundle.of(AnnounceTool.class).toUri());
        client = new Client(backplane.port());
        Await.until("the fixture", BOUND, () -> client.list("").contains("announce"));
    }

    @AfterAll
    static void stop() {
        client.close();
        backplane.close();
    }

    @Test
    void standingStreams_someStall_othersHearAtOnceAndTheyResume() throws Exception {
        List<String> uris =
                IntStream.range(0, NEWS).mapToObj(StalledReaderIT::uri).toList();
        List<EventReader> reading = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            reading.add(EventReader.get(backplane.port(), session(List.of(uris.get(0), uris.get(NEWS - 1))), ""));
        }
        List<String> sessions = new ArrayList<>();
        List<EventReader> stalled = new ArrayList<>();
        for (int i = 0; i < STALLED; i++) {
            sessions.add(session(uris));
            stalled.add(EventReader.get(backplane.port(), sessions.get(i), "", WINDOW));
        }

        long start = System.nanoTime();
        uris.forEach(StalledReaderIT::announce);
        for (EventReader each : reading) {
            assertThat(numberOf(each.next())).isZero();
            assertThat(numberOf(each.next())).isEqualTo(NEWS - 1);
            each.close();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);

        for (int i = 0; i < STALLED; i++) {
            List<EventReader.Event> heard = new ArrayList<>(stalled.get(i).rest());
            assertThat(heard).as("what was on the way").hasSizeBetween(1, NEWS - 1);
            stalled.get(i).close();
            // what is more than the queue takes at a time takes a few comings back
            while (heard.size() < NEWS) {
                String last = heard.get(heard.size() - 1).id();
                try (EventReader again = EventReader.get(backplane.port(), sessions.get(i), last)) {
                    heard.add(again.next());
                    while (heard.size() < NEWS) {
                        heard.add(again.next());
                    }
                }
            }
            // What is told to many may overtake what is told to few; each session's own order is that of its events.
            assertThat(heard.stream().map(StalledReaderIT::numberOf).sorted().toList())
                    .isEqualTo(IntStream.range(0, NEWS).boxed().toList());
            assertThat(heard.stream().map(event -> sequence(event.id())).toList())
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void callStream_stalls_restAndResultAreReplayed() throws Exception {
        String session = session(List.of());
        String message =
                "{\"jsonrpc\":\"2.0\",\"id\":\"count\",\"method\":\"tools/call\",\"params\":{\"name\":\"count\","
                        + "\"arguments\":{\"to\":" + STEPS + ",\"pauseMillis\":0},\"_meta\":{\"progressToken\":\""
                        + LONG.substring(0, 2_000) + "\"}}}";
        List<EventReader.Event> heard;
        int before = cut();
        try (EventReader stream = EventReader.post(backplane.port(), Client.headers(session), message, WINDOW)) {
            // calls go on beside it
            assertThat(client.call(session, "echo", "{\"message\":\"beside\"}")).isEqualTo("beside");
            Await.until("the cut", BOUND, () -> cut() > before);
            heard = new ArrayList<>(stream.rest());
        }
        assertThat(heard).isNotEmpty();
        assertThat(isResult(heard.get(heard.size() - 1))).isFalse();
        while (!isResult(heard.get(heard.size() - 1))) {
            String last = heard.get(heard.size() - 1).id();
            try (EventReader again = EventReader.get(backplane.port(), session, last)) {
                heard.addAll(again.rest());
            }
        }
        assertThat(heard.stream().map(EventReader.Event::id)).doesNotHaveDuplicates();
        List<Integer> steps = heard.stream()
                .filter(event -> event.method().equals("notifications/progress"))
                .map(event -> event.params().get("progress").getAsInt())
                .toList();
        assertThat(steps).isSorted().doesNotHaveDuplicates();
        assertThat(heard.get(heard.size() - 1).message().toString()).contains("counted to " + STEPS);
    }

    @Test
    void lastEventId_ofWhatIsNoLongerKept_isRefusedClearly() throws Exception {
        String session = session(List.of(uri(0)));
        String first;
        try (EventReader stream = EventReader.get(backplane.port(), session, "")) {
            announce(uri(0));
            first = stream.next().id();
        }
        assertThatThrownBy(() -> EventReader.get(backplane.port(), session, "0-" + (sequence(first) + 1_000)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("400 -32600 Last-Event-ID is unknown, or what followed it is no longer kept");
        try (EventReader again = EventReader.get(backplane.port(), session, first)) {
            announce(uri(0));
            assertThat(sequence(again.next().id())).isGreaterThan(sequence(first));
        }
    }

    /** How many streams were cut so far. */
    /** Returns how many streams were cut, of all listeners. */
    private static int cut() {
        JsonArray listeners = JsonParser.parseString(backplane.shell("mcp:queues --json"))
                .getAsJsonObject()
                .getAsJsonArray("streams");
        int cut = 0;
        for (JsonElement each : listeners) {
            cut += each.getAsJsonObject().get("cut").getAsInt();
        }
        return cut;
    }

    private static String uri(int number) {
        return "itest://news/" + number + "-" + LONG;
    }

    private static int numberOf(EventReader.Event event) {
        String uri = event.params().get("uri").getAsString();
        return Integer.parseInt(uri.substring("itest://news/".length(), uri.indexOf('-')));
    }

    private static boolean isResult(EventReader.Event event) {
        return event.message() != null && event.message().has("result");
    }

    private static long sequence(String id) {
        return Long.parseLong(id.substring(id.indexOf('-') + 1));
    }

    private static String session(List<String> uris) {
        String id = client.open();
        assertThat(id).doesNotStartWith(Operation.ERROR);
        assertThat(client.initialized(id)).startsWith("2");
        for (String uri : uris) {
            assertThat(client.plain(id, "resources/subscribe", "{\"uri\":\"" + uri + "\"}"))
                    .isEqualTo("ok");
        }
        return id;
    }

    private static void announce(String uri) {
        assertThat(client.call("", "announce", "{\"uri\":\"" + uri + "\"}")).isEqualTo("announced");
    }
}
