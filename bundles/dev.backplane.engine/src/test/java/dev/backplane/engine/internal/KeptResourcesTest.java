package dev.backplane.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.api.Ask;
import dev.backplane.api.CallContext;
import dev.backplane.api.Resource;
import dev.backplane.api.ResourceInfo;
import dev.backplane.api.ResourceResult;
import dev.backplane.api.ResourceTemplate;
import dev.backplane.api.TemplateInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Resources that may be kept. */
class KeptResourcesTest extends EngineTestBase {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final HeapCache cache = new HeapCache(fixture.clock);
    private final AtomicInteger reads = new AtomicInteger();

    KeptResourcesTest() {
        fixture.cache.setCache(cache);
    }

    private interface Reading {
        ResourceResult read(CallContext context) throws Exception;
    }

    private Resource add(String uri, Reading reading) {
        Resource resource = new Resource() {
            @Override
            public ResourceInfo info() {
                return ResourceInfo.of(uri, "r");
            }

            @Override
            public ResourceResult read(CallContext context) throws Exception {
                return reading.read(context);
            }
        };
        fixture.engine.addResource(resource, fixture.from(1));
        return resource;
    }

    /** A resource that numbers its reads. */
    private Resource counter(UnaryOperator<ResourceResult> kept) {
        return add("a:b", context -> kept.apply(numbered("a:b")));
    }

    private ResourceResult numbered(String uri) {
        return ResourceResult.text(uri, "text/plain", "read " + reads.incrementAndGet());
    }

    private FakeExchange send(@Nullable String principal, String uri) {
        FakeExchange exchange = new FakeExchange()
                .with("MCP-Protocol-Version", "2026-07-28")
                .with("Mcp-Method", "resources/read")
                .with("Mcp-Name", uri);
        exchange.principal = principal;
        return fixture.send(
                exchange,
                "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"resources/read\",\"params\":{"
                        + "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                        + "\"io.modelcontextprotocol/clientCapabilities\":{\"elicitation\":{}}},"
                        + "\"uri\":\"" + uri + "\"}}");
    }

    private String read(@Nullable String principal, String uri) throws Exception {
        return send(principal, uri).body();
    }

    @Test
    void read_sharedOne_isKeptForAllAndTellsTheRestOfItsTime() throws Exception {
        counter(result -> result.forAll(MINUTE));
        assertThat(read("ann", "a:b")).contains("read 1", "\"ttlMs\":60000", "\"cacheScope\":\"public\"");
        fixture.clock.forward(20_000);
        assertThat(read(null, "a:b")).contains("read 1", "\"ttlMs\":40000", "\"cacheScope\":\"public\"");
        fixture.clock.forward(40_000);
        assertThat(read(null, "a:b")).contains("read 2", "\"ttlMs\":60000");

        String session = fixture.open("2025-11-25");
        assertThat(fixture.legacy(
                                session,
                                "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"resources/read\",\"params\":{\"uri\":\"a:b\"}}")
                        .body())
                .contains("read 2")
                .doesNotContain("ttlMs", "cacheScope");
    }

    @Test
    void read_privateOne_isKeptForItsCallerAlone() throws Exception {
        counter(result -> result.forCaller(MINUTE));
        assertThat(read("ann", "a:b")).contains("read 1", "\"ttlMs\":60000", "\"cacheScope\":\"private\"");
        fixture.clock.forward(1);
        assertThat(read("ann", "a:b")).contains("read 1", "\"ttlMs\":59999", "\"cacheScope\":\"private\"");
        assertThat(read("bob", "a:b")).contains("read 2");
        assertThat(read(null, "a:b")).contains("read 3", "\"ttlMs\":60000");
        assertThat(read(null, "a:b")).contains("read 4");
        assertThat(read("ann", "a:b")).contains("read 1");
        assertThat(cache.keys()).hasSize(2);
    }

    @Test
    void read_notToBeKept_isReadEachTime() throws Exception {
        counter(result -> result);
        assertThat(read("ann", "a:b")).contains("read 1", "\"ttlMs\":0", "\"cacheScope\":\"private\"");
        assertThat(read("ann", "a:b")).contains("read 2");
        assertThat(cache.keys()).isEmpty();
    }

    @Test
    void read_afterItWasUpdated_isReadAnew() throws Exception {
        counter(result -> result.forAll(MINUTE));
        read(null, "a:b");
        fixture.changes.resourceUpdated("a:c");
        assertThat(read(null, "a:b")).contains("read 1");
        fixture.changes.resourceUpdated("a:b");
        assertThat(read(null, "a:b")).contains("read 2");
    }

    @Test
    void read_whosePluginGoes_isForgotten() throws Exception {
        Resource resource = counter(result -> result.forAll(MINUTE));
        read(null, "a:b");
        fixture.engine.removeResource(resource);
        assertThat(cache.keys()).isEmpty();
    }

    @Test
    void read_ofAFamilyWithBoth_keepsEachForWhomItIs() throws Exception {
        fixture.engine.addTemplate(
                new ResourceTemplate() {
                    @Override
                    public TemplateInfo info() {
                        return TemplateInfo.of("f://{name}", "f");
                    }

                    @Override
                    public ResourceResult read(String uri, Map<String, String> variables, CallContext context) {
                        ResourceResult result = numbered(uri);
                        return uri.equals("f://all") ? result.forAll(MINUTE) : result.forCaller(MINUTE);
                    }
                },
                fixture.from(1));
        // the first of the other kind is not kept: it shows that there are both
        read("ann", "f://all");
        read("ann", "f://own");
        assertThat(read("ann", "f://own")).contains("read 3");
        for (int i = 0; i < 3; i++) {
            assertThat(read("ann", "f://own")).contains("read 3");
            assertThat(read("bob", "f://all")).contains("read 1");
        }
        assertThat(read("bob", "f://own")).contains("read 4");
        assertThat(read("ann", "f://own")).contains("read 3");
    }

    @Test
    void read_withAnswers_isNotKept() throws Exception {
        add("a:b", context -> {
            context.ask("n", Ask.form("?", "{\"type\":\"object\",\"properties\":{}}"));
            return numbered("a:b").forAll(MINUTE);
        });
        String asked = read(null, "a:b");
        FakeExchange again = fixture.modern(
                "resources/read",
                "\"uri\":\"a:b\",\"requestState\":\"" + state(asked)
                        + "\",\"inputResponses\":{\"n\":{\"action\":\"accept\",\"content\":{}}}");
        assertThat(again.body()).contains("read 1", "\"ttlMs\":0", "\"cacheScope\":\"private\"");
        assertThat(cache.keys()).isEmpty();
    }

    @Test
    void read_manyAtOnce_oneReadsAndNoneHoldsAThread() throws Exception {
        CountDownLatch free = new CountDownLatch(1);
        add("a:b", context -> {
            ResourceResult result = numbered("a:b").forAll(MINUTE);
            if (reads.get() == 2) {
                started.countDown();
                free.await();
            }
            return result;
        });
        read(null, "a:b");
        fixture.clock.forward(60_000);
        List<FakeExchange> all = new ArrayList<>();
        all.add(send(null, "a:b"));
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 50; i++) {
            all.add(send("p" + i, "a:b"));
        }
        // the first read, and those that wait
        fixture.awaitWork(51, 1);
        free.countDown();
        for (FakeExchange each : all) {
            assertThat(each.body()).contains("read 2");
        }
    }
}
