package dev.backplane.itests.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.itests.harness.Await;
import dev.backplane.itests.harness.Distribution;
import dev.backplane.itests.harness.Probe;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The tier on a Redis server that is not there, comes, is killed, hangs and comes back, while calls go on. */
class RedisCacheIT {

    private static final String PID = "dev.backplane.cache.redis";
    private static final String PASSWORD = "between-us-alone";

    /** The bound, and what a busy machine adds. */
    private static final long BAR_MILLIS = 50 + 200;

    private static final int CALLS = 40;
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
