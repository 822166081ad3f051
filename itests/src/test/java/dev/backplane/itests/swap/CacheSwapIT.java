package dev.backplane.itests.swap;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.backplane.itests.cached.CachedTool;
import dev.backplane.itests.harness.Await;
import dev.backplane.itests.harness.Distribution;
import dev.backplane.itests.harness.TestBundle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The fastest cache tier comes, is swapped, restarted and goes while plugins use it: nothing outdated is found, and no call fails. */
class CacheSwapIT {
    private static final String EHCACHE = "dev.backplane.cache.ehcache";
    private static final int USERS = 4;
    private static final int SWAPS = Swapper.times(100, 10);
    private static final int RESTARTS = Swapper.times(50, 5);

    /** How long the users go on in one call. */
    private static final int STRETCH_MILLIS = 250;

    private static Distribution backplane;

    @BeforeAll
    static void start() {
        backplane = Distribution.builder("cache").start();
        backplane.shell("bundle:install -s " + TestBundle.of(CachedTool.class).toUri());
        Await.until(
                "both tiers",
                Duration.ofSeconds(20),
                () -> Swapper.state(backplane, "cache.l1")
                                .getAsJsonArray("variants")
                                .size()
                        == 2);
    }

    @AfterAll
    static void stop() {
        backplane.stop();
    }

    @Test
    void tier_swappedRestartedAndGoneUnderUse_neverGivesOutAnythingOutdated() throws Exception {
        assertThat(Swapper.state(backplane, "cache.l1").get("active").getAsString())
                .isEqualTo("ehcache");
        ExecutorService users = Executors.newFixedThreadPool(USERS);
        List<CompletableFuture<Void>> using = new ArrayList<>();
        boolean[] over = {false};
        try {
            for (int i = 0; i < USERS; i++) {
                using.add(CompletableFuture.runAsync(() -> use(over), users));
            }
            Swapper swapper = new Swapper(backplane);
            for (int i = 0; i < SWAPS; i++) {
                swapper.use("cache.l1", List.of(i % 2 == 0 ? "plain" : "ehcache"));
            }
            long afterSwaps = seen("found");
            // the other one takes over each time, and gives back
            backplane.shell(("bundle:restart " + EHCACHE + ";").repeat(RESTARTS));
            backplane.shell("config:property-set -p dev.backplane.cache.ehcache heapMegabytes 32");
            backplane.shell("bundle:stop dev.backplane.itests.cached; bundle:stop " + EHCACHE + ";"
                    + " bundle:start dev.backplane.itests.cached; bundle:start " + EHCACHE);
            synchronized (over) {
                over[0] = true;
            }
            for (CompletableFuture<Void> each : using) {
                each.get(60, TimeUnit.SECONDS);
            }
            assertThat(swapper.count()).isEqualTo(SWAPS);
            assertThat(afterSwaps).as("looks that found something").isPositive();
        } finally {
            synchronized (over) {
                over[0] = true;
            }
            users.shutdownNow();
        }

        assertThat(seen("outdated")).isZero();
        assertThat(seen("expired")).isZero();
        JsonObject figures =
                JsonParser.parseString(backplane.shell("mcp:cache --json")).getAsJsonObject();
        JsonObject namespace = StreamSupport.stream(
                        figures.getAsJsonArray("namespaces").spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .filter(each -> each.get("namespace").getAsString().equals("itests.cached"))
                .findAny()
                .orElseThrow();
        assertThat(namespace.getAsJsonObject("quarter").get("hits").getAsLong()).isPositive();
        assertThat(backplane.shell("mcp:cache")).contains("cache.l1", "NAMESPA");
        assertThat(backplane.shell("mcp:cache-clear itests.cached")).contains("Cleared namespace itests.cached");
        System.out.println("cache tiers: " + SWAPS + " swaps, " + RESTARTS + " restarts: " + tell(0));
    }

    private static void use(boolean[] over) {
        while (true) {
            synchronized (over) {
                if (over[0]) {
                    return;
                }
            }
            String told = tell(STRETCH_MILLIS);
            assertThat(told).contains("outdated=0", "expired=0");
        }
    }

    private static String tell(int millis) {
        return Swapper.ask(backplane, "cached", "{\"millis\":" + millis + "}");
    }

    private static long seen(String what) {
        Matcher number = Pattern.compile(what + "=(\\d+)").matcher(tell(0));
        assertThat(number.find()).isTrue();
        return Long.parseLong(number.group(1));
    }
}
