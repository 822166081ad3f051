package dev.backplane.itests.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.backplane.itests.harness.Await;
import dev.backplane.itests.harness.Distribution;
import dev.backplane.itests.harness.Probe;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The tier on a Redis server that is not there, comes, is killed, hangs and comes back, and on a faulty way to one, while calls go
 * on: with it, and with the cache that plugins use.
 */
class RedisCacheIT {

    private static final String PID = "dev.backplane.cache.redis";
    private static final String PASSWORD = "between-us-alone";

    /** The bound, and what a busy machine adds. */
    private static final long BAR_MILLIS = 50 + 200;

    private static final int CALLS = 40;
    private static final int STRETCH_MILLIS = 700;
    private static final Duration SOON = Duration.ofSeconds(20);

    private static RedisServer server;
    private static Distribution backplane;
    private static Tier tier;

    @BeforeAll
    static void start() throws Exception {
        server = new RedisServer(PASSWORD);
        backplane = Distribution.builder("cache-redis")
                .feature("backplane-cache-redis")
                .configuration(PID, "port", "" + server.port())
                .configuration(PID, "password", PASSWORD)
                .configuration(PID, "retryMillis", "100")
                .start();
        Tier.install(backplane);
        tier = new Tier(backplane, "cache.l3");
    }

    @AfterAll
    static void stop() throws Exception {
        backplane.stop();
        server.close();
    }

    @Test
    void server_comesAndGoes_noCallFailsOrWaits() throws Exception {
        assertThat(backplane.shell("mcp:slots")).containsPattern("cache\\.l3.*redis");
        calls("while it is down from the start");

        server.start();
        awaitServing("first");

        server.kill();
        calls("after kill -9");
        server.start();
        awaitServing("second");

        tier.put("stays", "one");
        server.hang();
        calls("while it hangs");
        tier.invalidate("t");
        server.resume();
        awaitServing("third");
        assertThat(tier.get("stays").text()).as("invalidated while it hung").isEqualTo("none");

        assertThat(backplane.log())
                .contains("calls go on without it", "redis://127.0.0.1:" + server.port())
                .doesNotContain(PASSWORD);
    }

    @ParameterizedTest
    @EnumSource(value = FaultyWay.Fault.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void way_faulty_cacheServesWithinItsBoundAndRecovers(FaultyWay.Fault fault) throws Exception {
        try (RedisServer other = new RedisServer(PASSWORD)) {
            other.start();
            try (FaultyWay way = new FaultyWay(other.port())) {
                backplane.shell("config:property-set -p " + PID + " port " + way.port());
                awaitCircuit("closed");
                use();
                long healthy = slowest(use());

                way.fault(fault);
                String faulty = use();
                assertThat(slowest(faulty))
                        .as("%s, %d ms before", faulty, healthy)
                        .isLessThan(healthy + BAR_MILLIS);
                assertThat(circuit()).isNotEqualTo("closed");

                way.fault(FaultyWay.Fault.NONE);
                awaitCircuit("closed");
                assertThat(slowest(use())).isLessThan(healthy + BAR_MILLIS);
            } finally {
                backplane.shell("config:property-set -p " + PID + " port " + server.port());
            }
        }
    }

    /** Uses the cache for a while, as plugins do, in one call; gives what came of it. */
    private static String use() throws Exception {
        String seen = Probe.call(
                backplane.endpoint(),
                "cached",
                "{\"millis\":" + STRETCH_MILLIS + ",\"pauseMicros\":500,\"anew\":true}");
        assertThat(seen).contains("outdated=0", "expired=0");
        return seen;
    }

    private static long slowest(String seen) {
        Matcher number = Pattern.compile("slowest=(\\d+)").matcher(seen);
        assertThat(number.find()).isTrue();
        return Long.parseLong(number.group(1));
    }

    private static void awaitCircuit(String state) {
        Await.until("the circuit is " + state, SOON, () -> circuit().equals(state));
    }

    private static String circuit() {
        for (JsonElement each : JsonParser.parseString(backplane.shell("mcp:cache --json"))
                .getAsJsonObject()
                .getAsJsonArray("tiers")) {
            JsonObject tier = each.getAsJsonObject();
            if (tier.get("tier").getAsString().equals("cache.l3")) {
                return tier.getAsJsonObject("details").get("circuit").getAsString();
            }
        }
        return "none";
    }

    private static void calls(String when) throws Exception {
        for (int i = 0; i < CALLS; i++) {
            assertThat(Probe.echo(backplane.endpoint(), "on")).contains("on");
            Tier.Outcome outcome = i % 2 == 0 ? tier.get("gone" + i) : tier.put("gone" + i, "value");
            assertThat(outcome.text()).as(when).isIn("none", "put", "failed");
            assertThat(outcome.millis()).as(when).isLessThan(BAR_MILLIS);
        }
    }

    private static void awaitServing(String value) {
        Await.until("what is put is found", SOON, () -> {
            tier.put("key", value);
            return tier.get("key").text().equals(value);
        });
    }
}
