package dev.backplane.itests.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.backplane.itests.fixture.JvmTool;
import dev.backplane.itests.harness.Await;
import dev.backplane.itests.harness.Distribution;
import dev.backplane.itests.harness.Ports;
import dev.backplane.itests.harness.Raw;
import dev.backplane.itests.harness.Settings;
import dev.backplane.itests.harness.TestBundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Connections that come and go in every way, on a listener beside the one that goes on serving. */
class ConnectionsIT {
    private static final String FURTHER = "dev.backplane.transport.http.listener-rude";
    private static final int CONNECTIONS = Settings.proof() ? 20_000 : 2_000;
    private static final int THREADS = 8;
    private static final Duration BOUND = Duration.ofSeconds(30);

    private static final int port = Ports.free();
    private static Distribution backplane;
    private static Client client;

    @BeforeAll
    static void start() {
        backplane = Distribution.builder("connections")
                .configuration(FURTHER, "port", Integer.toString(port))
                .configuration(FURTHER, "firstMessageTimeoutMillis", "500")
                .configuration(FURTHER, "requestTimeoutMillis", "500")
                .configuration(FURTHER, "drainMillis", "1000")
                .start();
        backplane.shell("bundle:install -s " + TestBundle.of(JvmTool.class).toUri());
        client = new Client(backplane.port());
        Await.until("the fixture", BOUND, () -> client.list("").contains("jvm"));
        Await.until("the further listener", BOUND, () -> serves(port));
    }

    @AfterAll
    static void stop() {
        client.close();
        backplane.close();
    }

    @Test
    void connections_openedBrokenStalledAndKilled_leaveNothing() throws Exception {
        rudely(THREADS * Rude.Deed.values().length);
        settle();
        Map<String, Long> before = objects();
        List<String> threads = threads();
        long sockets = sockets();
        long granted = listener("rude").get("granted").getAsLong();
        long refused = sum(listener("rude").getAsJsonObject("refused"));
        long start = System.nanoTime();

        int opened = rudely(CONNECTIONS);

        double seconds = (System.nanoTime() - start) / 1e9;
        settle();
        JsonObject figures = listener("rude");
        System.out.printf(
                Locale.ROOT,
                "%d connections in %.1f s; ended: %s; sockets %d before, %d after%n",
                opened,
                seconds,
                figures.getAsJsonObject("ended"),
                sockets,
                sockets());
        assertThat(figures.get("granted").getAsLong() - granted).isBetween(opened * 9L / 10, (long) opened);
        assertThat(figures.get("open").getAsInt()).isZero();
        assertThat(sum(figures.getAsJsonObject("ended")))
                .isEqualTo(figures.get("granted").getAsLong());
        assertThat(sum(figures.getAsJsonObject("refused"))).isEqualTo(refused);
        assertThat(figures.getAsJsonObject("ended").get("timed out").getAsLong())
                .isGreaterThan(CONNECTIONS / 10);
        Await.until("no object is left of the connections: " + before, BOUND, () -> noneAbove(before, objects()));
        Await.until("no socket is left: " + sockets, BOUND, () -> sockets() <= sockets);
        assertThat(threads()).isEqualTo(threads);
        assertThat(client.call("", "echo", "{\"message\":\"still here\"}")).isEqualTo("still here");
    }

    @Test
    void listener_changedAndStopped_othersNoticeNothing() throws Exception {
        try (Raw kept = new Raw(port)) {
            assertThat(kept.send(Rude.call("echo", "{\"message\":\"a\"}"))
                            .read()
                            .status())
                    .isEqualTo(200);
            backplane.configure(FURTHER, "connectionsMax", "1");
            Await.until("the limit", BOUND, () -> listener("rude").get("max").getAsInt() == 1);
            assertThat(kept.send(Rude.call("echo", "{\"message\":\"b\"}"))
                            .read()
                            .status())
                    .isEqualTo(200);
            try (Raw refused = new Raw(port)) {
                Raw.Response answer = refused.read();
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.headers()).containsEntry("retry-after", "1");
                assertThat(answer.body())
                        .contains("all 1 connections of the listener rude (connectionsMax) are in use");
            }
            String id = backplane
                    .shell("mcp:connections --listener rude --json")
                    .replaceFirst("(?s).*\"id\":(\\d+).*", "$1");
            assertThat(backplane.shell("mcp:connections --listener rude")).contains("2026-07-28");
            assertThat(backplane.shell("mcp:connection-close " + id)).contains("ends when what is under way");
            assertThat(kept.endsWithin(5_000)).isTrue();
        }
        int other = Ports.free();
        backplane.configure(FURTHER, "port", Integer.toString(other));
        Await.until("the other port", BOUND, () -> serves(other));
        assertThat(client.call("", "echo", "{\"message\":\"c\"}")).isEqualTo("c");
        backplane.configure(FURTHER, "connectionsMax", "10000");
        backplane.configure(FURTHER, "port", Integer.toString(port));
        Await.until("the port of before", BOUND, () -> serves(port));
    }

    @Test
    void limiter_stoppedAndStarted_countsWhatIsOpen() throws Exception {
        try (Raw kept = new Raw(backplane.port())) {
            kept.send(Rude.call("echo", "{\"message\":\"a\"}")).read();
            int open = limits().get("open").getAsInt();
            assertThat(open).isPositive();
            backplane.shell("bundle:stop dev.backplane.connections");
            assertThat(backplane.shell("mcp:transports")).contains("No limit over all ways in");
            assertThat(kept.send(Rude.call("echo", "{\"message\":\"b\"}"))
                            .read()
                            .status())
                    .isEqualTo(200);
            backplane.shell("bundle:start dev.backplane.connections");
            Await.until("counted anew", BOUND, () -> limits().get("open").getAsInt() == openAtAll());
            assertThat(limits().get("open").getAsInt()).isPositive();
            backplane.configure("dev.backplane.connections", "connectionsMax", "1");
            Await.until("the limit", BOUND, () -> limits().get("max").getAsInt() == 1);
            try (Raw refused = new Raw(port)) {
                assertThat(refused.read().body()).contains("connectionsMax of dev.backplane.connections");
            }
            backplane.configure("dev.backplane.connections", "connectionsMax", "0");
            Await.until("no such limit", BOUND, () -> limits().get("max").getAsInt() > 100);
        }
    }

    /** Opens so many connections, a few at a time; returns how many it were. */
    private static int rudely(int connections) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Integer>> ends = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int offset = i;
                ends.add(threads.submit(() -> {
                    Rude.Deed[] deeds = Rude.Deed.values();
                    int done = 0;
                    try (Rude rude = new Rude(port)) {
                        for (int turn = 0; turn < connections / THREADS; turn++) {
                            rude.act(deeds[(turn + offset) % deeds.length]);
                            done++;
                        }
                    }
                    return done;
                }));
            }
            int all = 0;
            for (Future<Integer> end : ends) {
                all += end.get(10, TimeUnit.MINUTES);
            }
            return all;
        } finally {
            threads.shutdownNow();
        }
    }

    /** Waits until the listener has no connection. */
    private static void settle() {
        Await.until(
                "no lease is left", BOUND, () -> listener("rude").get("open").getAsInt() == 0);
    }

    private static JsonObject listener(String name) {
        for (JsonElement each : transports().getAsJsonArray("transports")) {
            if (each.getAsJsonObject().get("listener").getAsString().equals(name)) {
                return each.getAsJsonObject();
            }
        }
        throw new AssertionError("no listener " + name);
    }

    private static JsonObject limits() {
        JsonObject limits = transports().getAsJsonObject("limits");
        return limits == null
                ? JsonParser.parseString("{\"open\":-1,\"max\":-1}").getAsJsonObject()
                : limits;
    }

    private static int openAtAll() {
        int open = 0;
        for (JsonElement each : transports().getAsJsonArray("transports")) {
            open += each.getAsJsonObject().get("open").getAsInt();
        }
        return open;
    }

    private static JsonObject transports() {
        return JsonParser.parseString(backplane.shell("mcp:transports --json")).getAsJsonObject();
    }

    private static long sum(JsonObject counts) {
        return counts.entrySet().stream()
                .mapToLong(count -> count.getValue().getAsLong())
                .sum();
    }

    private static boolean serves(int at) {
        try (Raw raw = new Raw(at)) {
            return raw.send(Rude.call("echo", "{\"message\":\"up\"}")).read().status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns what is there of connections: exchanges, leases, watches, streams, buffers that are out. */
    private static Map<String, Long> objects() {
        Map<String, Long> objects = new TreeMap<>();
        client.call("", "jvm", "{\"about\":\"classes\"}").lines().forEach(line -> {
            // number: instances bytes class (module)
            String[] fields = line.trim().split("\\s+");
            if (fields[3].matches(".*(transport|PooledBuffer|Connection).*")) {
                objects.merge(fields[3], Long.parseLong(fields[1]), Long::sum);
            }
        });
        return objects;
    }

    private static boolean noneAbove(Map<String, Long> before, Map<String, Long> after) {
        after.keySet().removeIf(type -> type.contains("$$Lambda"));
        return after.entrySet().stream().allMatch(entry -> entry.getValue() <= before.getOrDefault(entry.getKey(), 0L));
    }

    private static List<String> threads() {
        return client.call("", "jvm", "{\"about\":\"threads\"}")
                .lines()
                .filter(name -> name.matches(".*(backplane-http|XNIO).*"))
                .toList();
    }

    private static long sockets() {
        long sockets = 0;
        try (var descriptors = Files.list(Path.of("/proc/" + backplane.pid() + "/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                try {
                    if (Files.readSymbolicLink(descriptor).toString().startsWith("socket:")) {
                        sockets++;
                    }
                } catch (NoSuchFileException e) {
                    // closed meanwhile
                }
            }
            return sockets;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
