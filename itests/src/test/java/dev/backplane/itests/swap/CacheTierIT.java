package dev.backplane.itests.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.backplane.itests.fixture.CacheTool;
import dev.backplane.itests.harness.Await;
import dev.backplane.itests.harness.Distribution;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The cache's fastest tier, in the running platform. First what needs its values to stay: a new size, which arrives some time
 * after it was set, loses them.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CacheTierIT {

    private static final String BUNDLE = "dev.backplane.cache.ehcache";
    private static final int RESTARTS = Swapper.times(50, 3);
    private static final int CALLERS = 4;
    private static final int KEYS = 20;
    private static final int VALUES = 50;

    /** What a tier has, of which nothing stays when it has stopped. */
    private static final List<String> HELD =
            List.of(BUNDLE + ".internal.EhcacheTier", BUNDLE + ".internal.Table", BUNDLE + ".internal.Node");

    private static Distribution backplane;

    @BeforeAll
    static void start() {
        backplane = Distribution.builder("tier").start();
        Swapper.install(backplane);
        Await.until(
                "the cache and its tier",
                Duration.ofSeconds(30),
                () -> backplane.shell("mcp:tools cache").contains("cache")
                        && Swapper.state(backplane, "cache.l1").has("active"));
    }

    @AfterAll
    static void stop() {
        backplane.stop();
    }

    @Test
    @Order(1)
    void tier_installed_isActiveAndKeepsValues() {
        assertThat(Swapper.state(backplane, "cache.l1").get("active").getAsString())
                .isEqualTo("ehcache");
        call("put", "a", "one", "t");
        assertThat(call("get", "a", "", "")).isEqualTo("one");
        call("invalidate", "", "", "t");
        assertThat(call("get", "a", "", "")).isEqualTo(CacheTool.NONE);
    }

    @Test
    @Order(2)
    void commands_typed_putGetEvictClearAndComplete() {
        call("put", "typed", "one", "t");
        assertThat(backplane.shell("mcp:cache-get itest typed")).contains("text: one", "etag: ");
        assertThat(backplane.shell("mcp:cache-put --seconds 30 itest typed two"))
                .contains("expires: ");
        assertThat(call("get", "typed", "", "")).isEqualTo("two");
        assertThat(backplane.shell("mcp:cache-evict itest typed")).contains("Nothing is under typed");
        assertThatThrownBy(() -> backplane.shell("mcp:cache-get itest typed"))
                .hasMessageContaining("the cache has nothing under typed in itest");
        call("put", "typed", "three", "t");
        assertThat(backplane.shell("mcp:cache-clear itest")).contains("Cleared namespace itest");
        assertThat(call("get", "typed", "", "")).isEqualTo(CacheTool.NONE);

        backplane.shell("mcp:cache-put --seconds 1 itest brief one");
        Await.until("its expiry in the figures", Duration.ofSeconds(20), () -> expirations("itest") > 0);

        assertThat(backplane.shell("mcp:cache").lines())
                .anySatisfy(line -> assertThat(line).startsWith("TIER").contains("cache.l1"))
                .anySatisfy(line -> assertThat(line).startsWith("itest "))
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
        for (String command : List.of("get", "put", "evict", "clear")) {
            backplane.shell().type("mcp:cache-" + command + " ite\t", "mcp:cache-" + command + " itest ");
        }
    }

    private static long expirations(String namespace) {
        for (JsonElement each : JsonParser.parseString(backplane.shell("mcp:cache --json"))
                .getAsJsonObject()
                .getAsJsonArray("namespaces")) {
            JsonObject figures = each.getAsJsonObject();
            if (figures.get("namespace").getAsString().equals(namespace)) {
                return figures.getAsJsonObject("quarter").get("expirations").getAsLong();
            }
        }
        return 0;
    }

    /** Values may get lost, but none that was replaced, removed or invalidated is found again, and no call fails. */
    @Test
    @Order(4)
    void tier_restartedAndResizedUnderLoad_findsNothingOutdated() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        try {
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                all.add(callers.submit(caller(i, done)));
            }
            for (int i = 0; i < RESTARTS; i++) {
                backplane.shell("bundle:restart " + BUNDLE
                        + ";config:property-set -p " + BUNDLE + " heapMegabytes " + (16 + i % 2)
                        + ";config:property-set -p " + BUNDLE + " offHeapMegabytes " + i % 2 * 32);
            }
            done.set(true);
            int calls = 0;
            for (Future<Integer> each : all) {
                calls += each.get();
            }
            System.out.println("cache tier: " + RESTARTS + " restarts and new sizes, " + calls + " calls");
            assertThat(calls).isGreaterThan(RESTARTS);
        } finally {
            done.set(true);
            callers.shutdown();
            backplane.unconfigure(BUNDLE);
        }
    }

    /** Uses keys that are its own, so it knows what was put last. */
    private static Callable<Integer> caller(int number, AtomicBoolean done) {
        return () -> {
            Random random = new Random(number);
            String[] last = new String[KEYS];
            int calls = 0;
            while (!done.get()) {
                int at = random.nextInt(KEYS);
                String key = number + "-" + at;
                switch (random.nextInt(8)) {
                    case 0 -> {
                        call("remove", key, "", "");
                        last[at] = null;
                    }
                    case 1 -> {
                        call("invalidate", "", "", "of" + number);
                        last = new String[KEYS];
                    }
                    case 2, 3, 4 -> {
                        last[at] = "v" + calls;
                        call("put", key, last[at], "of" + number);
                    }
                    default ->
                        assertThat(call("get", key, "", "")).as(key).isIn(CacheTool.NONE, String.valueOf(last[at]));
                }
                calls++;
            }
            return calls;
        };
    }

    @Test
    @Order(3)
    void tier_stopped_leavesNothingBehind_andServesAgainInAnySize() {
        backplane.shell("bundle:stop " + BUNDLE);
        assertThat(Swapper.state(backplane, "cache.l1").has("active")).isFalse();
        call("put", "b", "one", "t");
        assertThat(call("get", "b", "", "")).as("no tier").isEqualTo(CacheTool.NONE);
        assertThat(Swapper.ask(backplane, "jvm", "{\"about\":\"threads\"}")).doesNotContain("cache-ehcache");
        Await.until(
                "the collection of what it had",
                Duration.ofSeconds(20),
                () -> HELD.stream().allMatch(type -> Holdings.objects(backplane).get(type) == null));

        backplane.shell("bundle:start " + BUNDLE);
        active();
        assertThat(found()).isEqualTo(VALUES);
        backplane.shell("config:property-set -p " + BUNDLE + " heapMegabytes 8");
        assertThat(found()).as("with less room").isEqualTo(VALUES);
        call("put", "before", "one", "t");
        backplane.shell("config:property-set -p " + BUNDLE + " offHeapMegabytes 32");
        Await.until(
                "the loss of what was on the heap alone",
                Duration.ofSeconds(20),
                () -> call("get", "before", "", "").equals(CacheTool.NONE));
        Await.until("all values beside the heap", Duration.ofSeconds(20), () -> found() == VALUES);
        backplane.shell("config:property-set -p " + BUNDLE + " offHeapMegabytes 8");
        Await.until(
                "the refusal in the log",
                Duration.ofSeconds(10),
                () -> backplane.log().contains(BUNDLE + ": offHeapMegabytes is 8, must be 9 to 1048576"));
        assertThat(found()).as("as before").isEqualTo(VALUES);
        backplane.unconfigure(BUNDLE);
    }

    private static void active() {
        Await.until(
                "the tier",
                Duration.ofSeconds(20),
                () -> Swapper.state(backplane, "cache.l1").has("active"));
    }

    /** Puts values and returns how many of them are found. */
    private static int found() {
        int found = 0;
        for (int i = 0; i < VALUES; i++) {
            call("put", "kept" + i, "v" + i, "kept");
        }
        for (int i = 0; i < VALUES; i++) {
            found += call("get", "kept" + i, "", "").equals("v" + i) ? 1 : 0;
        }
        return found;
    }

    private static String call(String operation, String key, String value, String tag) {
        return Swapper.ask(
                backplane,
                "cache",
                "{\"operation\":\"%s\",\"key\":\"%s\",\"value\":\"%s\",\"tag\":\"%s\"}"
                        .formatted(operation, key, value, tag));
    }
}
