package dev.backplane.itests.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.backplane.itests.harness.Await;
import dev.backplane.itests.harness.Distribution;
import dev.backplane.itests.harness.Ports;
import dev.backplane.itests.harness.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Two nodes of the distribution that have a cache tier in common, with the bound that is usual.
 *
 * <p>A put is acknowledged when the tier's put has returned: then the value is on its owner and on the backup, that is on both nodes.
 * That of the cache itself ({@code CacheView.put}) returns, too, where a tier failed; then the write waits, and {@code mcp:cache}
 * shows it.
 */
class HazelcastCacheIT {

    private static final String PID = "dev.backplane.cache.hazelcast";
    private static final int ROUNDS = Settings.proof() ? 6 : 1;
    private static final int WRITERS = 4;
    private static final int KEYS = 50;
    private static final Duration SOON = Duration.ofSeconds(60);

    private final List<Distribution> nodes = new ArrayList<>();

    private Distribution node(String name, int port, int other) {
        Distribution node = Distribution.builder(name)
                .feature("backplane-cache-hazelcast")
                .configuration(PID, "port", "" + port)
                .configuration(PID, "members", "127.0.0.1:" + other)
                .start();
        nodes.add(node);
        Tier.install(node);
        return node;
    }

    @AfterEach
    void stop() {
        nodes.forEach(Distribution::close);
    }

    @Test
    void node_killedUnderLoad_losesNothingAcknowledgedComesBackAndFills() throws Exception {
        int firstPort = Ports.free();
        int secondPort = Ports.free();
        Distribution survivor = node("cache-first", firstPort, secondPort);
        Distribution killed = node("cache-second", secondPort, firstPort);
        Tier first = new Tier(survivor, "cache.l2");
        Tier second = new Tier(killed, "cache.l2");
        Await.until("what one puts in the other finds", SOON, () -> {
            first.put("first", "one");
            return second.get("first").text().equals("one");
        });

        for (int round = 0; round < ROUNDS; round++) {
            List<Writer> writers = round("r" + round, first, second, killed);
            for (Writer writer : writers) {
                Await.until(
                        "all is there on the one that stayed",
                        SOON,
                        () -> writer.lost(first).isEmpty());
            }
            killed.start();
            long entries = filled(killed);
            assertThat(filled(survivor)).as("values on each node").isEqualTo(entries);
            for (Writer writer : writers) {
                Await.until(
                        "all is there on the one that was killed",
                        SOON,
                        () -> writer.lost(second).isEmpty());
            }
            System.out.println("killed node: round " + round + ", "
                    + writers.stream().mapToInt(Writer::size).sum() + " keys acknowledged, " + entries
                    + " entries on both nodes again");
        }

        assertThat(second.invalidate("t").text()).isNotEqualTo("0");
        Await.until(
                "what one invalidates the other finds no more",
                SOON,
                () -> first.attempt("get", "first", "").equals("none"));
        assertThat(Ports.listening(killed.pid())).allMatch(address -> address.startsWith("127.0.0.1"));
        for (Distribution node : nodes) {
            assertThat(node.log()).doesNotContain("without proper access to required Java packages");
        }
    }

    /** Several connections write and read through both nodes, of which one is killed. */
    private static List<Writer> round(String round, Tier first, Tier second, Distribution killed) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService connections = Executors.newFixedThreadPool(2 * WRITERS);
        try {
            List<Writer> writers = new ArrayList<>();
            List<Future<Integer>> results = new ArrayList<>();
            for (int i = 0; i < 2 * WRITERS; i++) {
                writers.add(new Writer(i % 2 == 0 ? first : second, round + "w" + i, KEYS, over));
                results.add(connections.submit(writers.get(i)));
            }
            awaitFull(writers, results);
            killed.kill();
            // those of the node that stays go on for a while
            int before = writers.get(0).puts();
            Await.until("puts after the kill", SOON, () -> writers.get(0).puts() > before + KEYS);
            over.set(true);
            for (Future<Integer> result : results) {
                assertThat(result.get(60, TimeUnit.SECONDS)).isGreaterThanOrEqualTo(KEYS);
            }
            return writers;
        } finally {
            over.set(true);
            connections.shutdownNow();
        }
    }

    private static void awaitFull(List<Writer> writers, List<Future<Integer>> results) {
        Await.until(
                "acknowledged values of all connections",
                SOON,
                () -> results.stream().anyMatch(Future::isDone)
                        || writers.stream().allMatch(writer -> writer.size() == KEYS));
        assertThat(results).as("connections that ended early").noneMatch(Future::isDone);
    }

    /**
     * Waits until the figures say that a node has a share of its own, and in all each value; returns how many values it has.
     * What there is in all is told by counters, of which a node that is killed takes its last second with it.
     */
    private static long filled(Distribution node) {
        long[] has = new long[1];
        Await.until("the figures of a node that has filled", SOON, () -> {
            JsonObject tier = StreamSupport.stream(
                            JsonParser.parseString(node.shell("mcp:cache --json"))
                                    .getAsJsonObject()
                                    .getAsJsonArray("tiers")
                                    .spliterator(),
                            false)
                    .map(JsonElement::getAsJsonObject)
                    .filter(each -> each.get("tier").getAsString().equals("cache.l2"))
                    .findAny()
                    .orElse(new JsonObject());
            if (!tier.has("details")) {
                return false;
            }
            JsonObject details = tier.getAsJsonObject("details");
            if (!details.has("own") || !details.get("nodes").getAsString().equals("2")) {
                return false;
            }
            long own = details.get("own").getAsLong();
            has[0] = own + details.get("backups").getAsLong();
            return own > 0
                    && own < has[0]
                    && has[0] >= 2L * WRITERS * KEYS
                    && tier.get("entries").getAsLong() > 0;
        });
        return has[0];
    }
}
