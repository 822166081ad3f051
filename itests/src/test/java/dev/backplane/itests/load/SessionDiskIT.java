package dev.backplane.itests.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import dev.backplane.itests.fixture.AnnounceTool;
import dev.backplane.itests.harness.Await;
import dev.backplane.itests.harness.Distribution;
import dev.backplane.itests.harness.TestBundle;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Sessions that are kept on disk, while the store on the heap is installed too: the process is killed while they are
 * opened, called and told of changes, most of them asleep by then, and starts again; later it is stopped in order, and starts with the disk store last.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SessionDiskIT {

    private static final int OPENED = 200;
    private static final int OPENERS = 4;
    private static final Pattern ACTIVE = Pattern.compile("session +disk");
    private static final Duration BOUND = Duration.ofSeconds(20);

    private static final Queue<String> OPEN = new ConcurrentLinkedQueue<>();
    private static final List<String> STREAMED = new ArrayList<>();
    private static final List<String> NEWS = new ArrayList<>();
    private static final List<EventReader.Event> CALLED = new ArrayList<>();
    private static final List<EventReader.Event> CUT_OFF = new ArrayList<>();

    private static Distribution backplane;
    private static Client client;
    private static McpSyncClient sdk;
    private static String sdkSession;
    private static String listening;
    private static String calling;
    private static String deleted;
    private static TaskSurvival tasks;

    @BeforeAll
    static void killAndStart() throws Exception {
        backplane = Distribution.builder("session-disk")
                .feature("backplane-session-disk")
                .configuration("dev.backplane.slots", "session", "disk")
                .configuration("dev.backplane.engine", "sessionHibernateMillis", "100")
                .start();
        backplane.shell("bundle:install -s " + TestBundle.of(AnnounceTool.class).toUri());
        client = new Client(backplane.port());
        sdk = McpClient.sync(HttpClientStreamableHttpTransport.builder("http://127.0.0.1:" + backplane.port())
                        .build())
                .requestTimeout(BOUND)
                .clientInfo(
                        McpSchema.Implementation.builder("java-sdk", "2.1.0").build())
                .build();
        sdk.initialize();
        sdkSession = sessionOf("java-sdk");
        listening = session();
        calling = session();
        deleted = session();
        tasks = new TaskSurvival(session());
        tasks.leave(client);

        try (EventReader stream = EventReader.get(backplane.port(), listening, "")) {
            for (int i = 0; i < 5; i++) {
                announce();
                STREAMED.add(nextNews(stream).id());
            }
        }
        // nobody listens now
        announce();
        announce();
        try (EventReader stream = call("{\"millis\":600}")) {
            for (EventReader.Event event = stream.next(); event != null; event = stream.next()) {
                CALLED.add(event);
            }
        }
        assertThat(client.delete(deleted)).startsWith("2");
        try (EventReader stream = call("{\"millis\":50000}")) {
            while (CUT_OFF.size() < 3) {
                CUT_OFF.add(stream.next());
            }
            killWhileOpening();
        }
        client.close();
        backplane.start();
    }

    @AfterAll
    static void stop() {
        if (sdk != null) {
            sdk.closeGracefully();
        }
        if (backplane != null) {
            backplane.close();
        }
    }

    @Test
    @Order(1)
    void sessions_openedUntilTheKill_allGoOn() {
        assertThat(client.call("", "echo", "{\"message\":\"" + backplane.pid() + "\"}"))
                .contains(Long.toString(backplane.pid()));
        assertThat(backplane.shell("mcp:slots")).containsPattern(ACTIVE);
        assertAllGoOn();
        assertThat(client.plain(deleted, "ping", "{}")).startsWith(Operation.ERROR + "404");
    }

    @Test
    @Order(2)
    void standingStream_takenUp_getsWhatItMissedOnceAndInOrder() throws Exception {
        List<String> ids = new ArrayList<>();
        List<String> uris = new ArrayList<>();
        announce();
        try (EventReader stream = EventReader.get(backplane.port(), listening, STREAMED.get(1))) {
            announce();
            while (uris.size() < NEWS.size() - 2) {
                EventReader.Event event = nextNews(stream);
                ids.add(event.id());
                uris.add(event.params().get("uri").getAsString());
            }
        }

        assertThat(uris).isEqualTo(NEWS.subList(2, NEWS.size()));
        assertThat(ids)
                .doesNotHaveDuplicates()
                .startsWith(STREAMED.subList(2, 5).toArray(String[]::new));
        assertThat(ids.stream().map(SessionDiskIT::sequence)).isSorted();
    }

    @Test
    @Order(3)
    void callStream_takenUp_getsTheRestAndTheResult() throws Exception {
        assertThat(CALLED).hasSizeGreaterThan(4);
        List<EventReader.Event> rest = new ArrayList<>();
        try (EventReader stream =
                EventReader.get(backplane.port(), calling, CALLED.get(1).id())) {
            for (EventReader.Event event = stream.next(); event != null; event = stream.next()) {
                rest.add(event);
            }
        }

        assertThat(rest).isEqualTo(CALLED.subList(2, CALLED.size()));
        assertThat(rest.get(rest.size() - 1).message().has("result")).isTrue();
    }

    @Test
    @Order(4)
    void callStream_cutOffByTheKill_getsWhatWasSentBefore_andEnds() throws Exception {
        try (EventReader stream =
                EventReader.get(backplane.port(), calling, CUT_OFF.get(0).id())) {
            assertThat(List.of(stream.next(), stream.next())).isEqualTo(CUT_OFF.subList(1, 3));
            // of what was sent while the process was killed, some may have been kept; then the stream ends
            EventReader.Event event = stream.next();
            while (event != null) {
                assertThat(event.method()).isEqualTo("notifications/progress");
                event = stream.next();
            }
        }
    }

    @Test
    @Order(5)
    void sdkClient_goesOnInItsSession() {
        assertThat(echo("after the kill")).isEqualTo("after the kill");
        assertThat(sessionOf("java-sdk")).isEqualTo(sdkSession);
    }

    @Test
    @Order(6)
    void tasks_endedBeforeTheKill_keepTheirResults_othersSayThatTheyWereCutOff() {
        assertThat(tasks.made()).isGreaterThan(10);
        tasks.demandAll(client);
        assertThat(backplane.shell("mcp:tasks --json --limit 5")).contains("\"tool\":\"job\"");
        tasks.leave(client);
    }

    @Test
    @Order(7)
    void sessions_stoppedInOrder_andStoreStartedLast_goOn() {
        String id = backplane
                .shell("bundle:id dev.backplane.session.disk")
                .replaceAll("\\D+", " ")
                .strip();
        backplane.shell("bundle:start-level " + id + " 95");
        client.close();
        backplane.stop();
        backplane.start();

        // The store comes after the transport, with which the platform answers already.
        Await.until(
                "the swap to the disk",
                Duration.ofSeconds(30),
                () -> ACTIVE.matcher(backplane.shell("mcp:slots")).find());
        assertThat(backplane.shell("mcp:slot-history session")).contains("memory");
        assertAllGoOn();
        assertThat(client.plain(deleted, "ping", "{}")).startsWith(Operation.ERROR + "404");
        tasks.demandAll(client);
        assertThat(echo("after the stop")).isEqualTo("after the stop");
        assertThat(sessionOf("java-sdk")).isEqualTo(sdkSession);
    }

    private static void assertAllGoOn() {
        assertThat(OPEN).hasSizeGreaterThanOrEqualTo(OPENED);
        List<String> lost = Stream.concat(OPEN.stream(), Stream.of(listening, calling))
                .filter(id -> !client.plain(id, "ping", "{}").equals("ok"))
                .toList();
        assertThat(lost).as("sessions lost of " + OPEN.size()).isEmpty();
    }

    /** Opens sessions on several connections until the process is killed, which is as soon as there are enough. */
    private static void killWhileOpening() throws InterruptedException {
        CountDownLatch enough = new CountDownLatch(OPENED);
        List<Thread> openers = IntStream.range(0, OPENERS)
                .mapToObj(i -> new Thread(() -> {
                    try (Client own = new Client(backplane.port())) {
                        String id = own.open();
                        while (!id.startsWith(Operation.ERROR)) {
                            OPEN.add(id);
                            enough.countDown();
                            id = own.open();
                        }
                    }
                }))
                .toList();
        openers.forEach(Thread::start);
        List<Thread> makers = tasks.makeUntilTheEnd(backplane.port());
        assertThat(enough.await(BOUND.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
        backplane.kill();
        for (Thread each : Stream.concat(openers.stream(), makers.stream()).toList()) {
            each.join();
        }
    }

    private static String session() {
        String id = client.open();
        assertThat(id).doesNotStartWith(Operation.ERROR);
        assertThat(client.initialized(id)).startsWith("2");
        return id;
    }

    /** Announces something that was never announced before. */
    private static void announce() {
        String uri = "itest://news/disk-" + NEWS.size();
        String params = "{\"uri\":\"" + uri + "\"}";
        assertThat(client.plain(listening, "resources/subscribe", params)).isEqualTo("ok");
        assertThat(client.call("", "announce", params)).isEqualTo("announced");
        NEWS.add(uri);
    }

    /** Skips what else may come, such as a list that has changed. */
    private static EventReader.Event nextNews(EventReader stream) throws Exception {
        EventReader.Event event = stream.next();
        while (!event.method().equals("notifications/resources/updated")) {
            event = stream.next();
        }
        return event;
    }

    /** Calls {@code slow} with a stream for its progress. */
    private static EventReader call(String arguments) throws IOException {
        String message = "{\"jsonrpc\":\"2.0\",\"id\":\"slow" + arguments.length()
                + "\",\"method\":\"tools/call\",\"params\":{\"name\":\"slow\",\"arguments\":" + arguments
                + ",\"_meta\":{\"progressToken\":\"p\"}}}";
        return EventReader.post(backplane.port(), Client.headers(calling), message);
    }

    private static String echo(String message) {
        McpSchema.CallToolResult result = sdk.callTool(McpSchema.CallToolRequest.builder("echo")
                .arguments(Map.of("message", message))
                .build());
        return ((McpSchema.TextContent) result.content().get(0)).text();
    }

    /** The id of the only session of a client. */
    private static String sessionOf(String name) {
        JsonArray rows = JsonParser.parseString(backplane.shell("mcp:sessions --json"))
                .getAsJsonObject()
                .getAsJsonArray("sessions");
        List<String> ids = new ArrayList<>();
        rows.forEach(row -> {
            if (row.getAsJsonObject().get("client").getAsString().startsWith(name)) {
                ids.add(row.getAsJsonObject().get("id").getAsString());
            }
        });
        assertThat(ids).as(rows.toString()).hasSize(1);
        return ids.get(0);
    }

    private static long sequence(String event) {
        return Long.parseLong(event.substring(event.indexOf('-') + 1));
    }
}
