package dev.backplane.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.api.ToolInfo;
import dev.backplane.spi.session.CloseReason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many sessions there may be, how long, and what becomes of those beyond. */
class SessionBoundsTest {

    private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
    private static final String INITIALIZE = "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{"
            + "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{}}}";
    private static final long IDLE = 60_000;
    private static final long LIFE = 200_000;

    private @Nullable EngineFixture fixture;

    private EngineFixture fixture(int max, int callerMax, boolean evict) {
        EngineFixture made = new EngineFixture(
                EngineFixture.settings(new Settings.Sessions(max, callerMax, evict, IDLE, LIFE, 30_000, 65_536)),
                new ScheduledThreadPoolExecutor(1));
        fixture = made;
        return made;
    }

    @AfterEach
    void close() {
        if (fixture != null) {
            fixture.close();
        }
    }

    private static FakeExchange initialize(EngineFixture fixture, @Nullable String principal, String address) {
        FakeExchange exchange = new FakeExchange();
        exchange.principal = principal;
        exchange.address = address;
        return fixture.send(exchange, INITIALIZE);
    }

    private static String open(EngineFixture fixture) throws Exception {
        fixture.clock.forward(1);
        return fixture.open("2025-11-25");
    }

    private static boolean there(EngineFixture fixture, String session) throws Exception {
        return fixture.store.get(session) != null;
    }

    @Test
    void fullHouse_evicts_theOneThatIsIdleForLongest() throws Exception {
        EngineFixture fixture = fixture(3, 3, true);
        String first = open(fixture);
        String second = open(fixture);
        String third = open(fixture);
        fixture.clock.forward(1);
        fixture.legacy(first, PING);
        String fourth = open(fixture);
        assertThat(there(fixture, second)).isFalse();
        assertThat(fixture.legacy(second, PING).status()).isEqualTo(404);
        assertThat(List.of(there(fixture, first), there(fixture, third), there(fixture, fourth)))
                .containsOnly(true);
        assertThat(fixture.engine.statistics().closed()).containsEntry(CloseReason.EVICTED, 1L);
        assertThat(fixture.engine.statistics().open()).isEqualTo(3);
    }

    @Test
    void fullHouse_neverEvictsWhatIsInUse() throws Exception {
        EngineFixture fixture = fixture(3, 3, true);
        CountDownLatch started = new CountDownLatch(1);
        fixture.engine.addTool(
                EngineTestBase.made(
                        ToolInfo.of("wait", EngineTestBase.Nothing.class),
                        (arguments, context) -> EngineTestBase.untilCancelled(context, started)),
                fixture.from(1));
        String calling = open(fixture);
        FakeExchange call = fixture.legacy(calling, EngineFixture.call(1, "wait", "{}"));
        started.await();
        String listening = open(fixture);
        fixture.listen(listening);
        String idle = open(fixture);
        String next = open(fixture);
        assertThat(there(fixture, idle)).isFalse();
        fixture.listen(next);
        FakeExchange refused = initialize(fixture, null, "127.0.0.1");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.body()).contains("sessionsPerCallerMax").contains("in use");
        assertThat(call.status).isNotDone();
        assertThat(there(fixture, listening)).isTrue();
        fixture.engine.end(new FakeExchange().with(Sessions.HEADER, calling));
    }

    @Test
    void fullHouse_refuses_503WithRetryAfter() throws Exception {
        EngineFixture fixture = fixture(2, 2, false);
        assertThat(initialize(fixture, "ada", "x").status()).isEqualTo(200);
        assertThat(initialize(fixture, "eve", "x").status()).isEqualTo(200);
        FakeExchange refused = initialize(fixture, "bob", "x");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.body()).contains("2 (sessionsMax)");
        assertThat(refused.answerHeaders).containsKey("Retry-After");
        assertThat(fixture.engine.statistics().refused()).isEqualTo(1);
    }

    @Test
    void callersRoom_isThePrincipals_orElseTheAddresses() throws Exception {
        EngineFixture fixture = fixture(10, 1, false);
        assertThat(initialize(fixture, "ada", "10.0.0.1").status()).isEqualTo(200);
        FakeExchange refused = initialize(fixture, "ada", "10.0.0.2");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.body()).contains("1 (sessionsPerCallerMax)");
        assertThat(refused.answerHeaders).containsKey("Retry-After");
        assertThat(initialize(fixture, null, "10.0.0.1").status()).isEqualTo(200);
        assertThat(initialize(fixture, null, "10.0.0.1").status()).isEqualTo(429);
        assertThat(initialize(fixture, null, "10.0.0.2").status()).isEqualTo(200);
    }

    @Test
    void callersRoom_full_evictsHisOwn() throws Exception {
        EngineFixture fixture = fixture(10, 2, true);
        FakeExchange others = initialize(fixture, "eve", "x");
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            fixture.clock.forward(1);
            ids.add(initialize(fixture, "ada", "x").answerHeaders.get(Sessions.HEADER));
        }
        assertThat(fixture.store.records())
                .containsOnlyKeys(others.answerHeaders.get(Sessions.HEADER), ids.get(2), ids.get(3));
    }

    @Test
    void idle_overItsTime_ends_andWhatIsUsedDoesNot() throws Exception {
        EngineFixture fixture = fixture(10, 10, true);
        String idle = open(fixture);
        String used = open(fixture);
        String listening = open(fixture);
        FakeExchange.Stream stream = fixture.listen(listening);
        for (int i = 0; i < 3; i++) {
            fixture.clock.forward(IDLE / 2);
            fixture.legacy(used, PING);
            fixture.engine.sweep();
        }
        assertThat(there(fixture, idle)).isFalse();
        assertThat(there(fixture, used)).isTrue();
        assertThat(there(fixture, listening)).isTrue();
        assertThat(fixture.engine.statistics().closed()).containsEntry(CloseReason.IDLE, 1L);
        // its idle time begins when its stream ends, or a little before
        stream.close();
        fixture.clock.forward(IDLE / 4);
        fixture.engine.sweep();
        assertThat(there(fixture, listening)).isTrue();
    }

    @Test
    void life_over_endsWhatIsUsedToo() throws Exception {
        EngineFixture fixture = fixture(10, 10, true);
        String session = open(fixture);
        FakeExchange.Stream stream = fixture.listen(session);
        fixture.clock.forward(LIFE);
        fixture.engine.sweep();
        assertThat(there(fixture, session)).isTrue();
        fixture.clock.forward(1);
        fixture.engine.sweep();
        assertThat(there(fixture, session)).isFalse();
        assertThat(stream.next()).isEqualTo(FakeExchange.Stream.END);
        assertThat(fixture.engine.statistics().closed()).containsEntry(CloseReason.LIFE_OVER, 1L);
    }

    @Test
    void reasons_areCounted() throws Exception {
        EngineFixture fixture = fixture(10, 10, true);
        fixture.engine.end(new FakeExchange().with(Sessions.HEADER, open(fixture)));
        fixture.engine.gone(new FakeExchange().with(Sessions.HEADER, open(fixture)));
        String lost = open(fixture);
        fixture.clock.forward(31_000);
        fixture.engine.sweep();
        fixture.store.remove(lost);
        assertThat(fixture.legacy(lost, PING).status()).isEqualTo(404);
        assertThat(fixture.engine.statistics().closed())
                .containsEntry(CloseReason.DELETED, 1L)
                .containsEntry(CloseReason.TRANSPORT_GONE, 1L)
                .containsEntry(CloseReason.ERROR, 1L);
        assertThat(fixture.engine.statistics().open()).isZero();
        assertThat(fixture.engine.statistics().opened()).isEqualTo(3);
    }

    @Test
    void initialize_withMoreThanIsKept_isRefused() throws Exception {
        EngineFixture fixture = fixture(10, 10, true);
        FakeExchange exchange = fixture.send(
                new FakeExchange(),
                INITIALIZE.replace("\"capabilities\"", "\"x\":\"" + "y".repeat(66_000) + "\",\"capabilities\""));
        assertThat(exchange.body()).contains("initializeBytesMax");
        assertThat(fixture.engine.statistics().open()).isZero();
    }

    @Test
    void settings_outOfBounds_areRefusedByName() {
        assertThatThrownBy(() -> new Settings.Sessions(0, 1, true, IDLE, LIFE, 30_000, 65_536))
                .hasMessage("dev.backplane.engine: sessionsMax is 0, must be 1 to 10000000");
        assertThatThrownBy(() -> new Settings.Sessions(1, 1, true, IDLE, LIFE, 99, 65_536))
                .hasMessage("dev.backplane.engine: sessionHibernateMillis is 99, must be 100 to 31536000000");
    }
}
