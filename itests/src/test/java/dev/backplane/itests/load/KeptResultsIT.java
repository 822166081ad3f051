package dev.backplane.itests.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.backplane.itests.cached.CachedTool;
import dev.backplane.itests.harness.Distribution;
import dev.backplane.itests.harness.Settings;
import dev.backplane.itests.harness.TestBundle;
import dev.backplane.itests.kept.KeptTool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Results that are kept, in the running platform: equal calls run once until the plugin is updated; under load, while the plugin is
 * updated and the cache's tiers are swapped, restarted and gone, nobody gets what was made for another, by code that has been replaced
 * before, or too long ago. 6 rounds of that; 40 with {@code -Pproof}.
 */
class KeptResultsIT {

    private static final int ROUNDS = Settings.proof() ? 40 : 6;
    private static final int CONNECTIONS = 12;
    private static final int EQUAL = 24;

    /** How long results live there, and how long it may take until one is kept that has been made. */
    private static final long LIFE_MILLIS = 500 + 250;

    private static Distribution backplane;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<String> problems = new ConcurrentLinkedQueue<>();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong repeated = new AtomicLong();
    private String bundle;

    @BeforeAll
    static void start() {
        backplane = Distribution.builder("kept")
                .configuration("dev.backplane.itests.plain.l1", "there", "yes")
                .start();
        backplane.shell("bundle:install -s " + TestBundle.of(CachedTool.class).toUri());
    }

    @AfterAll
    static void stop() {
        backplane.stop();
    }

    @BeforeEach
    void install() {
        String installed = backplane.shell("bundle:install -s " + jar(0));
        bundle = installed.replaceAll("(?s).*Bundle ID:? ?(\\d+).*", "$1").strip();
    }

    @AfterEach
    void uninstall() {
        over.set(true);
        threads.shutdownNow();
        backplane.shell("bundle:uninstall " + bundle);
    }

    private static String jar(int number) {
        return TestBundle.of(KeptTool.class, "1.0." + number, Map.of()).toUri().toString();
    }

    @Test
    void tool_calledEquallyManyTimes_runsOnce_andAgainAfterItsUpdate() throws Exception {
        Set<String> first = equalCalls();
        assertThat(first).hasSize(1);
        assertThat(first.iterator().next()).startsWith("1.0.0 all ");

        backplane.shell("bundle:update " + bundle + " " + jar(1));
        Set<String> second = equalCalls();
        assertThat(second).hasSize(1);
        assertThat(second.iterator().next()).startsWith("1.0.1 all ");

        JsonObject results = figures("results");
        assertThat(results.getAsJsonObject("total").get("hits").getAsLong()).isGreaterThanOrEqualTo(2 * EQUAL - 2);
        assertThat(results.get("entries").getAsLong()).isPositive();
        try (Client client = new Client(backplane.port())) {
            String session = client.open();
            read(client, session);
            read(client, session);
        }
        assertThat(figures("resources").getAsJsonObject("total").get("hits").getAsLong())
                .isPositive();
    }

    /** Makes equal calls, half of them at once, and returns the answers. */
    private Set<String> equalCalls() throws Exception {
        Set<String> answers = new TreeSet<>();
        List<Future<String>> all = new ArrayList<>();
        for (int i = 0; i < EQUAL / 2; i++) {
            String arguments = i % 2 == 0
                    ? "{\"millis\":300,\"list\":[1,\"a\"]}"
                    : " {\"list\": [1.0, \"\\u0061\"], \"m\\u0069llis\": 3e2}";
            all.add(threads.submit(() -> call(arguments)));
        }
        for (Future<String> each : all) {
            answers.add(each.get(30, TimeUnit.SECONDS));
        }
        for (int i = 0; i < EQUAL / 2; i++) {
            answers.add(call("{\"millis\":300,\"list\":[1,\"a\"]}"));
        }
        return answers;
    }

    private static String call(String arguments) {
        try (Client client = new Client(backplane.port())) {
            return client.call("", "kept_for_all", arguments);
        }
    }

    private static JsonObject figures(String namespace) {
        JsonObject cache =
                JsonParser.parseString(backplane.shell("mcp:cache --json")).getAsJsonObject();
        for (JsonElement each : cache.getAsJsonArray("namespaces")) {
            if (each.getAsJsonObject().get("namespace").getAsString().equals(namespace)) {
                return each.getAsJsonObject();
            }
        }
        throw new AssertionError("no namespace " + namespace + " in " + cache);
    }

    @Test
    void results_underLoadUpdatesAndSwaps_reachNobodyElseAndAreNeverOutdated() throws Exception {
        List<Future<?>> callers = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            // two connections share each session, and a third of them has none
            callers.add(threads.submit(i % 3 == 2 ? this::callAnonymously : this::callInSession));
        }
        for (int i = 1; i <= ROUNDS; i++) {
            backplane.shell("mcp:slot-use cache.l1 " + (i % 2 == 0 ? "ehcache" : "plain"));
            begun.set(i);
            backplane.shell("bundle:update " + bundle + " " + jar(i));
            done.set(i);
            backplane.shell("bundle:restart dev.backplane.cache" + (i % 2 == 0 ? ".ehcache" : ""));
            assertThat(problems).isEmpty();
        }
        over.set(true);
        for (Future<?> caller : callers) {
            caller.get(30, TimeUnit.SECONDS);
        }
        assertThat(problems).isEmpty();
        assertThat(repeated).hasPositiveValue();
        System.out.printf(
                "kept results: %d rounds of swap, update and restart under %d connections, %d calls, %d answered with what was kept%n",
                ROUNDS, CONNECTIONS, calls.get(), repeated.get());
    }

    private void callInSession() {
        try (Client client = new Client(backplane.port());
                Client twin = new Client(backplane.port())) {
            String session = client.open();
            while (!over.get()) {
                note(session, () -> client.call(session, "kept_for_caller", "{\"a\":1}"));
                note(session, () -> twin.call(session, "kept_for_caller", "{\"a\":1.0}"));
                note(session, () -> read(client, session));
                note("all", () -> twin.call(session, "kept_briefly", "{}"));
            }
        }
    }

    private void callAnonymously() {
        try (Client client = new Client(backplane.port())) {
            while (!over.get()) {
                note("nobody", () -> client.call("", "kept_for_caller", "{\"a\":1}"));
                note("nobody", () -> read(client, ""));
                note("all", () -> client.call("", "kept_briefly", "{}"));
            }
        }
    }

    private static String read(Client client, String session) {
        String answer = client.request(session, "resources/read", "kept://caller", "\"uri\":\"kept://caller\"");
        return answer.startsWith("{")
                ? JsonParser.parseString(answer)
                        .getAsJsonObject()
                        .getAsJsonArray("contents")
                        .get(0)
                        .getAsJsonObject()
                        .get("text")
                        .getAsString()
                : answer;
    }

    private interface Call {
        String answer();
    }

    /** Makes a call, and notes what is wrong with the answer. */
    private void note(String whose, Call call) {
        int least = done.get();
        long start = System.currentTimeMillis();
        String answer = call.answer();
        int most = begun.get();
        calls.incrementAndGet();
        String[] parts = answer.split(" ");
        if (parts.length != 4 || !answer.startsWith("1.0.")) {
            problems.add("for " + whose + ": " + answer);
            return;
        }
        int version = Integer.parseInt(parts[0].substring(4));
        long made = Long.parseLong(parts[3]);
        // an anonymous caller gets nothing private that is kept
        long oldest = whose.equals("nobody") ? start : start - LIFE_MILLIS;
        if (made < start) {
            repeated.incrementAndGet();
        }
        if (version < least || version > most || !parts[1].equals(whose) || made < oldest) {
            problems.add("for " + whose + " between versions " + least + " and " + most + " not before " + oldest + ": "
                    + answer);
        }
    }
}
