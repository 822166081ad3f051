package dev.backplane.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.api.CallContext;
import dev.backplane.api.Completion;
import dev.backplane.api.Prompt;
import dev.backplane.api.PromptInfo;
import dev.backplane.api.PromptResult;
import dev.backplane.api.ResultCaching;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Completions that may be kept. */
class KeptCompletionsTest extends EngineTestBase {

    private static final Duration SHORT = Duration.ofSeconds(5);

    private final HeapCache cache = new HeapCache(fixture.clock);
    private final AtomicInteger asked = new AtomicInteger();

    KeptCompletionsTest() {
        fixture.cache.setCache(cache);
    }

    /** A prompt that numbers how often it was asked to complete. */
    private Prompt prompt(@Nullable ResultCaching caching) {
        Prompt prompt = new Prompt() {
            @Override
            public PromptInfo info() {
                return PromptInfo.of("p").required("city", "Where");
            }

            @Override
            public PromptResult get(Map<String, String> arguments, CallContext context) {
                throw new AssertionError("not asked for");
            }

            @Override
            public Completion complete(String argument, String prefix, Map<String, String> resolved) {
                String value = prefix + resolved.getOrDefault("country", "") + asked.incrementAndGet();
                return new Completion(List.of(value), null, false, caching);
            }
        };
        fixture.engine.addPrompt(prompt, fixture.from(1));
        return prompt;
    }

    private String complete(@Nullable String principal, String prefix, String country) throws Exception {
        FakeExchange exchange =
                new FakeExchange().with("MCP-Protocol-Version", "2026-07-28").with("Mcp-Method", "completion/complete");
        exchange.principal = principal;
        String body = fixture.send(
                        exchange,
                        "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"completion/complete\",\"params\":{"
                                + "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                                + "\"io.modelcontextprotocol/clientCapabilities\":{}},"
                                + "\"ref\":{\"type\":\"ref/prompt\",\"name\":\"p\"},"
                                + "\"argument\":{\"name\":\"city\",\"value\":\"" + prefix + "\"},"
                                + "\"context\":{\"arguments\":{\"country\":\"" + country + "\"}}}}")
                .body();
        assertThat(body).doesNotContain("ttlMs");
        return body.replaceAll(".*\"values\":\\[\"([^\"]*)\"\\].*", "$1");
    }

    @Test
    void complete_notOptedIn_isAskedAnew() throws Exception {
        prompt(null);
        assertThat(complete("ann", "b", "de")).isEqualTo("bde1");
        assertThat(complete("ann", "b", "de")).isEqualTo("bde2");
        assertThat(cache.keys()).isEmpty();
    }

    @Test
    void complete_forAll_isAskedOncePerQuestion_untilItsTimeIsOver() throws Exception {
        prompt(ResultCaching.forAll(SHORT));
        assertThat(complete("ann", "b", "de")).isEqualTo("bde1");
        assertThat(complete("bob", "b", "de")).isEqualTo("bde1");
        assertThat(complete(null, "b", "de")).isEqualTo("bde1");
        assertThat(complete("ann", "be", "de")).isEqualTo("bede2");
        assertThat(complete("ann", "b", "fr")).isEqualTo("bfr3");
        assertThat(cache.keys()).hasSize(3).allMatch(key -> key.startsWith("completions/"));
        fixture.clock.forward(SHORT.toMillis() + 1);
        assertThat(complete("ann", "b", "de")).isEqualTo("bde4");
    }

    @Test
    void complete_forItsCaller_neverReachesAnother() throws Exception {
        prompt(ResultCaching.forCaller(SHORT));
        assertThat(complete("ann", "b", "de")).isEqualTo("bde1");
        assertThat(complete("ann", "b", "de")).isEqualTo("bde1");
        assertThat(complete("bob", "b", "de")).isEqualTo("bde2");
        assertThat(complete(null, "b", "de")).isEqualTo("bde3");
        assertThat(complete(null, "b", "de")).isEqualTo("bde4");
        assertThat(complete("ann", "b", "de")).isEqualTo("bde1");
    }

    @Test
    void complete_afterThePluginWasReplaced_isAskedAnew() throws Exception {
        Prompt first = prompt(ResultCaching.forAll(SHORT));
        assertThat(complete("ann", "b", "de")).isEqualTo("bde1");
        fixture.engine.removePrompt(first);
        prompt(ResultCaching.forAll(SHORT));
        assertThat(complete("ann", "b", "de")).isEqualTo("bde2");
    }

    @Test
    void complete_withoutACache_isAskedAnew() throws Exception {
        prompt(ResultCaching.forAll(SHORT));
        fixture.cache.unsetCache(cache);
        assertThat(complete("ann", "b", "de")).isEqualTo("bde1");
        assertThat(complete("ann", "b", "de")).isEqualTo("bde2");
    }
}
