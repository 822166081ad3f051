package dev.backplane.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.api.Arguments;
import dev.backplane.api.CallContext;
import dev.backplane.api.Resource;
import dev.backplane.api.ResourceInfo;
import dev.backplane.api.ResourceResult;
import dev.backplane.api.ResultCaching;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Callers of all kinds ask for the same at once, some giving up, while the cache goes, comes and forgets: none gets another's answer. */
class PrivateResultsTest extends EngineTestBase {

    private static final int THREADS = 4;
    private static final int CALLS = 1_500;
    private static final Duration TIME = Duration.ofSeconds(1);

    /** Principals, also such as are easily taken for something else. */
    private static final List<String> PRINCIPALS =
            List.of("ann", "ann ", "Ann", "", "null", "session", "a:b", "\",\"x");

    private final HeapCache cache = new HeapCache(fixture.clock);
    private final AtomicInteger kept = new AtomicInteger();

    private static String whose(CallContext context) {
        String principal = context.caller().principal();
        String session = context.caller().session();
        return principal != null ? "p<" + principal + ">" : session != null ? "s<" + session + ">" : "nobody";
    }

    private void plugins() {
        tool(
                ToolInfo.json("own", "{\"type\":\"object\"}").readOnly().cached(ResultCaching.forCaller(TIME)),
                (Arguments arguments, CallContext context) -> {
                    Thread.yield();
                    return ToolResult.text("for " + whose(context) + " " + kept.incrementAndGet());
                });
        fixture.engine.addResource(
                new Resource() {
                    @Override
                    public ResourceInfo info() {
                        return ResourceInfo.of("a:b", "r");
                    }

                    @Override
                    public ResourceResult read(CallContext context) {
                        String text = "for " + whose(context) + " " + kept.incrementAndGet();
                        return ResourceResult.text("a:b", "text/plain", text).forCaller(TIME);
                    }
                },
                fixture.from(1));
    }

    @Test
    void results_askedForAtOnceByAll_areEachCallersOwn() throws Exception {
        plugins();
        fixture.cache.setCache(cache);
        List<String> sessions = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            sessions.add(fixture.open("2025-11-25"));
        }
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1);
        try {
            CompletableFuture<Void> trouble = CompletableFuture.runAsync(() -> disturb(over), threads);
            List<CompletableFuture<Integer>> all = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                SplittableRandom random = new SplittableRandom(i);
                int first = (i + 1) * 1_000_000;
                all.add(CompletableFuture.supplyAsync(() -> call(random, sessions, first), threads));
            }
            int answered = 0;
            for (CompletableFuture<Integer> each : all) {
                answered += each.get(60, TimeUnit.SECONDS);
            }
            over.set(true);
            trouble.get(10, TimeUnit.SECONDS);
            assertThat(kept.get()).as("runs, for so many answers").isLessThan(answered);
        } finally {
            over.set(true);
            threads.shutdownNow();
        }
    }

    /** Lets the cache go and come, another take its place, values go and time pass. */
    private void disturb(AtomicBoolean over) {
        SplittableRandom random = new SplittableRandom(99);
        while (!over.get()) {
            switch (random.nextInt(5)) {
                case 0 -> {
                    fixture.cache.unsetCache(cache);
                    fixture.cache.setCache(cache);
                }
                case 1 -> {
                    HeapCache other = new HeapCache(fixture.clock);
                    fixture.cache.setCache(other);
                    fixture.cache.setCache(cache);
                }
                case 2 -> fixture.changes.resourceUpdated("a:b");
                case 3 -> cache.invalidate("tool:own");
                default -> fixture.clock.forward(300);
            }
            for (int i = random.nextInt(20_000); i > 0; i--) {
                Thread.onSpinWait();
            }
        }
    }

    private int call(SplittableRandom random, List<String> sessions, int first) {
        int answered = 0;
        for (int i = 0; i < CALLS; i++) {
            String session = random.nextInt(3) == 0 ? sessions.get(random.nextInt(sessions.size())) : null;
            int who = random.nextInt(PRINCIPALS.size() + 1);
            String principal = session != null || who == PRINCIPALS.size() ? null : PRINCIPALS.get(who);
            FakeExchange exchange = send(session, principal, random.nextBoolean(), first + i);
            if (session == null && random.nextInt(20) == 0) {
                exchange.disconnect();
                continue;
            }
            String expected =
                    session != null ? "for s<" + session + ">" : principal == null ? "for nobody" : name(principal);
            assertThat(body(exchange)).contains(expected + " ");
            answered++;
        }
        return answered;
    }

    private static String name(String principal) {
        return "for p<" + principal.replace("\"", "\\\"") + ">";
    }

    private static String body(FakeExchange exchange) {
        try {
            return exchange.body();
        } catch (Exception e) {
            throw new AssertionError("not answered", e);
        }
    }

    private FakeExchange send(@Nullable String session, @Nullable String principal, boolean tool, int id) {
        String method = tool ? "tools/call" : "resources/read";
        String params = tool ? "\"name\":\"own\",\"arguments\":{\"a\":1}" : "\"uri\":\"a:b\"";
        FakeExchange exchange = new FakeExchange();
        if (session != null) {
            exchange.with(Sessions.HEADER, session);
        } else {
            exchange.with("MCP-Protocol-Version", "2026-07-28")
                    .with("Mcp-Method", method)
                    .with("Mcp-Name", tool ? "own" : "a:b");
            exchange.principal = principal;
            params += ",\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                    + "\"io.modelcontextprotocol/clientCapabilities\":{}}";
        }
        return fixture.send(
                exchange,
                "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":{" + params + "}}");
    }
}
