package dev.backplane.itests.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.itests.harness.Await;
import dev.backplane.itests.harness.Distribution;
import dev.backplane.itests.harness.Ports;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two nodes of the distribution that have a cache tier in common. */
class HazelcastCacheIT {

    private static final String PID = "dev.backplane.cache.hazelcast";
    private static final int VALUES = 60;
    private static final Duration SOON = Duration.ofSeconds(60);

    private final List<Distribution> nodes = new ArrayList<>();

    private Distribution node(String name, int port, int other) {
        Distribution node = Distribution.builder(name)
                .feature("backplane-cache-hazelcast")
                .configuration(PID, "port", "" + port)
                .configuration(PID, "members", "127.0.0.1:" + other)
                .configuration(PID, "timeoutMillis", "5000")
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
    void node_killed_losesNothingAcknowledgedAndComesBack() {
        int firstPort = Ports.free();
        int secondPort = Ports.free();
        Tier first = new Tier(node("cache-first", firstPort, secondPort), "cache.l2");
        Distribution killed = node("cache-second", secondPort, firstPort);
        Tier second = new Tier(killed, "cache.l2");

        Await.until("what one puts in the other finds", SOON, () -> {
            first.put("first", "one");
            return second.get("first").text().equals("one");
        });
        Map<String, String> acknowledged = new TreeMap<>();
        for (int i = 0; i < VALUES; i++) {
            if (i == VALUES / 2) {
                killed.kill();
            }
            if (first.put("k" + i, "v" + i).text().equals("put")) {
                acknowledged.put("k" + i, "v" + i);
            }
        }
        assertThat(acknowledged).hasSizeGreaterThan(VALUES / 2);
        acknowledged.forEach((key, value) -> assertThat(first.get(key).text()).isEqualTo(value));

        killed.start();
        Await.until(
                "the node that was killed finds it all",
                SOON,
                () -> acknowledged.entrySet().stream()
                        .allMatch(entry -> second.get(entry.getKey()).text().equals(entry.getValue())));
        assertThat(second.invalidate("t").text()).isNotEqualTo("0");
        Await.until(
                "what one invalidates the other finds no more",
                SOON,
                () -> first.get("k0").text().equals("none"));
        assertThat(Ports.listening(killed.pid())).allMatch(address -> address.startsWith("127.0.0.1"));
    }
}
