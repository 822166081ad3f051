package dev.backplane.itests.swap;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.backplane.itests.cache.RedisServer;
import dev.backplane.itests.cached.CachedTool;
import dev.backplane.itests.harness.Await;
import dev.backplane.itests.harness.Distribution;
import dev.backplane.itests.harness.Settings;
import dev.backplane.itests.harness.TestBundle;
import dev.backplane.itests.load.History;
import dev.backplane.itests.load.Load;
import dev.backplane.itests.load.Mix;
import dev.backplane.itests.load.Report;
import dev.backplane.itests.load.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The cache tiers, each alone and all at once, come, are swapped, restarted, configured anew and go while plugins use it: nothing
 * outdated is found, and no call fails, to those plugins or to anything else.
 */
class CacheSwapIT {

    /** What is done to which tiers. */
    private enum Scenario {
        FIRST(Tier.EHCACHE),
        SECOND(Tier.HAZELCAST),
        THIRD(Tier.REDIS),
        ALL(Tier.EHCACHE, Tier.HAZELCAST, Tier.REDIS);

        private final List<Tier> tiers;

        Scenario(Tier... tiers) {
            this.tiers = List.of(tiers);
        }
    }

    private enum Tier {
        EHCACHE("l1", 100, 8, 50, 4, "heapMegabytes 32", "offHeapMegabytes 64", "offHeapMegabytes 0"),
        HAZELCAST("l2", 8, 2, 8, 0, "timeoutMillis 4000", "bytesMax 33554432"),
        REDIS("l3", 100, 6, 30, 3, "poolSize 3", "timeoutMillis 900", "prefix elsewhere");

        private final String level;
        private final int swaps;
        private final int restarts;
        private final List<String> changes;

        Tier(String level, int swaps, int swapsInShort, int restarts, int restartsInShort, String... changes) {
            this.level = level;
            this.swaps = Swapper.times(swaps, swapsInShort);
            this.restarts = Swapper.times(restarts, restartsInShort);
            this.changes = List.of(changes);
        }

        private String slot() {
            return "cache." + level;
        }

        private String variant() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        private String bundle() {
            return "dev.backplane.cache." + variant();
        }

        /** The configuration that has the plain tier of the slot there. */
        private String plain() {
            return "dev.backplane.itests.plain." + level;
        }
    }

    private static final int USERS = 4;
    private static final Duration SOON = Duration.ofSeconds(30);

    /** How long the users go on in one call. */
    private static final int STRETCH_MILLIS = 250;

    /** Between two steps of a user: a swap copies what is written meanwhile, and a slow tier has to keep up with that. */
    private static final int PAUSE_MICROS = 500;

    private static RedisServer server;
    private static Distribution backplane;

    @BeforeAll
    static void start() throws Exception {
        server = new RedisServer("between-us-alone");
        server.start();
        backplane = Distribution.builder("cache")
                .feature("backplane-cache-hazelcast")
                .feature("backplane-cache-redis")
                // a slow tier is not waited for long: where it cannot keep up with what is written, it begins with
                // nothing
                .configuration("dev.backplane.slots", "stallMillis", "2500")
                // a swap that copies ends where a call fails, and the machine may be busy
                .configuration("dev.backplane.cache.hazelcast", "timeoutMillis", "5000")
                .configuration("dev.backplane.cache.redis", "timeoutMillis", "1000")
                .configuration("dev.backplane.cache.redis", "port", "" + server.port())
                .configuration("dev.backplane.cache.redis", "password", "between-us-alone")
                .start();
        Swapper.install(backplane);
        backplane.shell("bundle:install -s " + TestBundle.of(CachedTool.class).toUri());
    }

    @AfterAll
    static void stop() {
        backplane.stop();
        server.close();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void tier_swappedRestartedChangedAndGoneUnderUse_neverGivesOutAnythingOutdated(Scenario scenario) throws Exception {
        only(scenario);
        tell(0, true);
        ExecutorService users = Executors.newFixedThreadPool(USERS);
        List<CompletableFuture<Void>> using = new ArrayList<>();
        AtomicBoolean over = new AtomicBoolean();
        Swapper swapper = new Swapper(backplane);
        try (Load load = Load.start(backplane, Mix.seeded(29 + scenario.ordinal()))) {
            for (int i = 0; i < USERS; i++) {
                using.add(CompletableFuture.runAsync(() -> use(over), users));
            }
            int swaps = 0;
            for (Tier tier : scenario.tiers) {
                swaps += tier.swaps;
                swap(swapper, tier);
            }
            over.set(true);
            for (CompletableFuture<Void> each : using) {
                each.get(60, TimeUnit.SECONDS);
            }
            assertThat(swapper.count()).isEqualTo(swaps);
            History history = load.stop();
            Swapper.report(
                    "cache-" + scenario.name().toLowerCase(java.util.Locale.ROOT),
                    swapper,
                    Report.of(history),
                    tell(0));
            Verdict.demandClean(history);
        } finally {
            over.set(true);
            users.shutdownNow();
        }
        assertThat(seen("found")).as("looks that found something").isPositive();
        assertThat(tell(0)).contains("outdated=0", "expired=0");
        assertFigures(scenario);
    }

    /** In short all at once, as that takes long with Hazelcast: each start and each change of its configuration some seconds. */
    private static List<Scenario> scenarios() {
        return Settings.proof() ? List.of(Scenario.values()) : List.of(Scenario.ALL);
    }

    /** Has these tiers, and plain ones besides, and no others. */
    private static void only(Scenario scenario) {
        StringBuilder commands = new StringBuilder();
        for (Tier tier : Tier.values()) {
            boolean wanted = scenario.tiers.contains(tier);
            commands.append(wanted ? "bundle:start " : "bundle:stop ").append(tier.bundle());
            commands.append(
                    wanted
                            ? "; config:property-set -p " + tier.plain() + " on true; "
                            : "; config:delete " + tier.plain() + "; ");
        }
        backplane.shell(commands.toString());
        for (Tier tier : Tier.values()) {
            Await.until(
                    "the variants of " + tier.slot(),
                    SOON,
                    () -> Swapper.state(backplane, tier.slot())
                                    .getAsJsonArray("variants")
                                    .size()
                            == (scenario.tiers.contains(tier) ? 2 : 0));
        }
        scenario.tiers.forEach(tier -> backplane.shell("mcp:slot-use " + tier.slot() + " " + tier.variant()));
    }

    private static void swap(Swapper swapper, Tier tier) {
        List<String> turns = new ArrayList<>();
        for (int i = 0; i < tier.swaps; i++) {
            turns.add(i % 2 == 0 ? "plain" : tier.variant());
        }
        swapper.use(tier.slot(), turns);
        // the other one takes over each time, and gives back
        if (tier.restarts > 0) {
            backplane.shell(("bundle:restart " + tier.bundle() + ";").repeat(tier.restarts));
        }
        for (String change : tier.changes.subList(0, Swapper.times(tier.changes.size(), 1))) {
            backplane.shell("config:property-set -p " + tier.bundle() + " " + change);
        }
        // and there is none for a while
        backplane.shell("config:delete " + tier.plain() + "; bundle:stop " + tier.bundle());
        assertThat(Swapper.state(backplane, tier.slot()).has("active")).isFalse();
        backplane.shell("bundle:start " + tier.bundle());
        Await.until(
                tier.slot() + " again",
                SOON,
                () -> Swapper.state(backplane, tier.slot()).has("active"));
    }

    private static void use(AtomicBoolean over) {
        while (!over.get()) {
            assertThat(tell(STRETCH_MILLIS)).contains("outdated=0", "expired=0");
        }
    }

    private static void assertFigures(Scenario scenario) {
        tell(STRETCH_MILLIS);
        JsonObject figures =
                JsonParser.parseString(backplane.shell("mcp:cache --json")).getAsJsonObject();
        JsonObject namespace = named(figures, "namespaces", "namespace", "itests.cached");
        for (String counted : List.of("hits", "misses", "loads", "loadNanos", "p50Nanos", "p99Nanos")) {
            assertThat(namespace.getAsJsonObject("quarter").get(counted).getAsLong())
                    .as(counted)
                    .isPositive();
        }
        String table = backplane.shell("mcp:cache");
        for (Tier tier : scenario.tiers) {
            assertThat(table).contains(tier.slot(), "NAMESPA");
            JsonObject quarter = named(figures, "tiers", "tier", tier.slot()).getAsJsonObject("quarter");
            assertThat(quarter.get("puts").getAsLong()).as("puts").isPositive();
            assertThat(quarter.get("p99Nanos").getAsLong()).as("p99").isPositive();
        }
        if (scenario.tiers.contains(Tier.REDIS)) {
            assertThat(table).containsPattern("circuit.* closed");
        }
        assertThat(backplane.shell("mcp:cache-clear itests.cached")).contains("Cleared namespace itests.cached");
    }

    private static JsonObject named(JsonObject figures, String list, String key, String name) {
        for (JsonElement each : figures.getAsJsonArray(list)) {
            if (each.getAsJsonObject().get(key).getAsString().equals(name)) {
                return each.getAsJsonObject();
            }
        }
        throw new AssertionError("no " + name + " in " + figures);
    }

    private static String tell(int millis) {
        return tell(millis, false);
    }

    /** Has things be looked at and changed for so long; what was seen before does not count from a new beginning on. */
    private static String tell(int millis, boolean anew) {
        return Swapper.ask(
                backplane,
                "cached",
                "{\"millis\":" + millis + ",\"pauseMicros\":" + PAUSE_MICROS + ",\"anew\":" + anew + "}");
    }

    private static long seen(String what) {
        Matcher number = Pattern.compile(what + "=(\\d+)").matcher(tell(0));
        assertThat(number.find()).isTrue();
        return Long.parseLong(number.group(1));
    }
}
