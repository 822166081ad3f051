package dev.backplane.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.api.ToolResult;
import dev.backplane.spi.Race;
import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.session.SessionStatus;
import dev.backplane.spi.session.StreamEvent;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sessions that sleep and wake, and what they must not lose by it. */
class HibernationTest extends EngineTestBase {

    private static final long HIBERNATE = 30_000;
    private static final Settings.Sessions SESSIONS =
            new Settings.Sessions(10, 10, true, 31_536_000_000L, 0, HIBERNATE, 65_536);
    private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
    private static final String CHANGED = "notifications/tools/list_changed";
    private static final int COLLECTIONS_MAX = 200;

    private final ManualTimer timer = (ManualTimer) fixture.timer;

    HibernationTest() {
        super(new EngineFixture(EngineFixture.settings(SESSIONS), new ManualTimer()));
    }

    private String asleep(String version) throws Exception {
        String session = fixture.open(version);
        sleep(session);
        return session;
    }

    /** Lets a session sleep; what has just been answered is in use for a moment longer. */
    private void sleep(String session) {
        Entry entry = entry(session);
        if (entry != null && entry.value() instanceof LiveSession live) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (live.busy() && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
        }
        fixture.clock.forward(HIBERNATE + 2);
        fixture.engine.sweep();
        assertThat(status(session).live()).isFalse();
        assertThat(entry(session)).isNull();
    }

    private SessionStatus status(String session) {
        return Objects.requireNonNull(fixture.engine.status(session));
    }

    private Entry entry(String session) {
        return fixture.registry.lookup(new Key("session", session));
    }

    private void request(String session, String method, String params) throws Exception {
        assertThat(fixture.legacy(
                                session,
                                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":{" + params
                                        + "}}")
                        .body())
                .contains("\"result\":{}");
    }

    @Test
    void session_idle_sleeps_andWakesWithItsNextMessage() throws Exception {
        String session = fixture.open("2025-11-25");
        long seen = fixture.clock.millis();
        fixture.clock.forward(HIBERNATE);
        fixture.engine.sweep();
        assertThat(status(session).live()).isTrue();
        fixture.clock.forward(1);
        fixture.engine.sweep();
        assertThat(status(session)).isEqualTo(new SessionStatus(false, seen, 0));
        assertThat(entry(session)).isNull();

        assertThat(fixture.legacy(session, PING).status()).isEqualTo(200);
        assertThat(status(session)).isEqualTo(new SessionStatus(true, fixture.clock.millis(), 0));
        assertThat(entry(session)).isNotNull();
        assertThat(fixture.engine.statistics().wakings()).isEqualTo(1);
        assertThat(fixture.engine.statistics().hibernations()).isEqualTo(1);
    }

    @Test
    void session_inUse_staysAwake() throws Exception {
        tool(named("wait"), (arguments, context) -> untilCancelled(context, started));
        String calling = fixture.open("2025-11-25");
        FakeExchange call = fixture.legacy(calling, EngineFixture.call(7, "wait", "{}"));
        started.await();
        String listening = fixture.open("2025-11-25");
        FakeExchange.Stream stream = fixture.listen(listening);
        fixture.clock.forward(HIBERNATE + 1);
        fixture.engine.sweep();
        assertThat(status(calling).live()).isTrue();
        assertThat(status(listening))
                .isEqualTo(new SessionStatus(true, status(listening).lastSeenMillis(), 1));
        fixture.legacy(
                calling, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":7}}");
        stream.close();
        call.opened();
        sleep(calling);
        sleep(listening);
    }

    @Test
    void logLevelSubscriptionsAndNumbers_outlastTheSleep() throws Exception {
        fixture.engine.addResource(resource("r:///one"), fixture.from(1));
        tool(named("log"), (arguments, context) -> {
            context.log(dev.backplane.api.LogLevel.ERROR, null, "hot");
            context.log(dev.backplane.api.LogLevel.WARNING, null, "warm");
            return ToolResult.text("done");
        });
        String session = fixture.open("2025-06-18");
        request(session, "logging/setLevel", "\"level\":\"error\"");
        request(session, "resources/subscribe", "\"uri\":\"r:///one\"");
        FakeExchange.Stream first = fixture.listen(session);
        fixture.changes.resourceUpdated("r:///one");
        assertThat(first.next()).contains("resources/updated");
        first.close();
        sleep(session);

        FakeExchange.Stream call =
                fixture.legacy(session, EngineFixture.call(2, "log", "{}")).opened();
        assertThat(call.next()).contains("hot");
        assertThat(call.next()).contains("done");
        FakeExchange.Stream second = fixture.listen(session);
        fixture.changes.resourceUpdated("r:///one");
        assertThat(second.next()).contains("resources/updated");
        assertThat(fixture.store.image(session).events().stream().map(StreamEvent::sequence))
                .doesNotHaveDuplicates()
                .isSorted();
    }

    @Test
    void resourceUpdated_whileItSleeps_waitsForItsStream_once() throws Exception {
        fixture.engine.addResource(resource("r:///one"), fixture.from(1));
        String session = fixture.open("2025-06-18");
        request(session, "resources/subscribe", "\"uri\":\"r:///one\"");
        sleep(session);
        fixture.changes.resourceUpdated("r:///one");
        assertThat(status(session).live()).isTrue();
        // not heard of, so it may sleep again, and with what waits
        fixture.engine.sweep();
        assertThat(status(session).live()).isFalse();
        fixture.changes.resourceUpdated("r:///one");
        assertThat(status(session).live()).as("nothing new waits").isFalse();
        FakeExchange.Stream stream = fixture.listen(session);
        assertThat(stream.messages).singleElement().asString().contains("resources/updated");
    }

    @Test
    void listChanged_whileItSleeps_isToldWhenItWakes_once() throws Exception {
        String session = asleep("2025-06-18");
        echo();
        timer.forward(1_000);
        tool(named("another"), (arguments, context) -> ToolResult.text("x"));
        timer.forward(1_000);
        assertThat(status(session).live()).isFalse();
        assertThat(fixture.store.image(session).events()).isEmpty();
        FakeExchange.Stream stream = fixture.listen(session);
        assertThat(stream.messages).singleElement().asString().contains(CHANGED);
        stream.close();
        sleep(session);
        assertThat(fixture.listen(session).messages).isEmpty();
    }

    @Test
    void listChanged_beforeItSlept_isNotToldAgain() throws Exception {
        String session = fixture.open("2025-06-18");
        FakeExchange.Stream stream = fixture.listen(session);
        echo();
        timer.forward(1_000);
        assertThat(stream.next()).contains(CHANGED);
        stream.close();
        sleep(session);
        assertThat(fixture.listen(session).messages).isEmpty();
    }

    @Test
    void callStream_resumedAfterTheSleep_isReplayed() throws Exception {
        tool(named("say"), (arguments, context) -> {
            context.log(dev.backplane.api.LogLevel.ERROR, null, "hot");
            return ToolResult.text("done");
        });
        String session = fixture.open("2025-06-18");
        FakeExchange.Stream call =
                fixture.legacy(session, EngineFixture.call(2, "say", "{}")).opened();
        call.next();
        call.next();
        assertThat(call.next()).isEqualTo(FakeExchange.Stream.END);
        sleep(session);
        FakeExchange again = new FakeExchange().with(Sessions.HEADER, session).with("Last-Event-ID", call.ids.get(0));
        fixture.engine.open(again);
        assertThat(again.opened().next()).contains("done");
    }

    @Test
    void registry_swappedWhileItSleeps_changesNothing() throws Exception {
        fixture.engine.addResource(resource("r:///one"), fixture.from(1));
        String session = fixture.open("2025-06-18");
        request(session, "resources/subscribe", "\"uri\":\"r:///one\"");
        sleep(session);
        fixture.registry.swap();
        fixture.changes.resourceUpdated("r:///one");
        FakeExchange.Stream stream = fixture.listen(session);
        assertThat(stream.messages).hasSize(1);
        fixture.engine.end(new FakeExchange().with(Sessions.HEADER, session));
        assertThat(fixture.registry.entries("subscription:resource:r:///one")).isEmpty();
    }

    @Test
    void deleted_whileItSleeps_leavesNothing() throws Exception {
        fixture.engine.addResource(resource("r:///one"), fixture.from(1));
        String session = fixture.open("2025-06-18");
        request(session, "resources/subscribe", "\"uri\":\"r:///one\"");
        sleep(session);
        fixture.engine.end(new FakeExchange().with(Sessions.HEADER, session));
        assertThat(fixture.registry.entries("subscription:resource:r:///one")).isEmpty();
        assertThat(entry(session)).isNull();
        assertThat(fixture.store.get(session)).isNull();
        assertThat(fixture.engine.status(session)).isNull();
    }

    @Test
    void sessionsOfTheStore_unknownToTheEngine_areTakenIn() throws Exception {
        fixture.engine.addResource(resource("r:///one"), fixture.from(1));
        String session = fixture.open("2025-06-18");
        request(session, "resources/subscribe", "\"uri\":\"r:///one\"");
        try (EngineFixture after = new EngineFixture()) {
            after.engine.addResource(resource("r:///one"), after.from(1));
            after.store.restore(List.of(fixture.store.image(session)));
            after.engine.sweep();
            assertThat(after.engine.statistics().hibernated()).isEqualTo(1);
            after.changes.resourceUpdated("r:///one");
            FakeExchange.Stream stream = after.listen(session);
            assertThat(stream.next()).contains("resources/updated");
        }
    }

    @Test
    void session_asleep_leavesNoLiveOneBehind() throws Exception {
        fixture.engine.addResource(resource("r:///one"), fixture.from(1));
        String session = fixture.open("2025-06-18");
        request(session, "resources/subscribe", "\"uri\":\"r:///one\"");
        WeakReference<Object> live =
                new WeakReference<>(Objects.requireNonNull(entry(session)).value());
        sleep(session);
        for (int i = 0; i < COLLECTIONS_MAX && live.get() != null; i++) {
            System.gc();
        }
        assertThat(live.get()).isNull();
    }

    /** Messages, changes and sleep at the same time: each message is answered in the one life that the session has. */
    @Test
    @Timeout(120)
    void messages_whileItFallsAsleep_loseNothing() throws Exception {
        int callers = 3;
        int rounds = 600;
        tool(named("say"), (arguments, context) -> {
            context.log(dev.backplane.api.LogLevel.ERROR, null, "hot");
            return ToolResult.text("done");
        });
        for (int i = 0; i < callers * 4; i++) {
            fixture.engine.addResource(resource("r:///" + i), fixture.from(1));
        }
        String session = fixture.open("2025-06-18");
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger working = new AtomicInteger(callers);
        AtomicInteger turn = new AtomicInteger();
        // every second time they all find it asleep, and wake it; else they come while it may be falling asleep
        CyclicBarrier together = new CyclicBarrier(callers, () -> {
            if (turn.incrementAndGet() % 2 == 0) {
                awaitHibernation(session);
            }
        });
        Race.run(callers + 2, runner -> {
            try {
                if (runner == callers) {
                    while (!over.get()) {
                        fixture.clock.forward(status(session).live() ? HIBERNATE + 1 : 0);
                        fixture.engine.sweep();
                    }
                } else if (runner == callers + 1) {
                    while (!over.get()) {
                        fixture.changes.resourceUpdated("r:///0");
                    }
                } else {
                    converse(session, runner, rounds, together);
                }
            } finally {
                if (runner >= callers || working.decrementAndGet() == 0) {
                    over.set(true);
                }
            }
        });
        assertThat(fixture.engine.statistics().hibernations()).isGreaterThan(rounds / 3);
        // each runner's last subscription is there, whoever else wrote the record meanwhile
        assertThat(fixture.store.get(session).subscriptions()).contains("r:///0", "r:///1", "r:///2");
        assertThat(fixture.store.image(session).events().stream().map(StreamEvent::sequence))
                .doesNotHaveDuplicates();
        assertThat(fixture.engine.statistics().open()).isEqualTo(1);
    }

    private void awaitHibernation(String session) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (status(session).live() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    private void converse(String session, int runner, int rounds, CyclicBarrier together) throws Exception {
        String subscribe = "{\"jsonrpc\":\"2.0\",\"id\":\"s" + runner + "\",\"method\":\"resources/%s\",\"params\":{"
                + "\"uri\":\"r:///" + runner + "\"}}";
        for (int i = 0; i < rounds; i++) {
            together.await(60, TimeUnit.SECONDS);
            FakeExchange answer =
                    fixture.legacy(session, String.format(subscribe, i % 2 == 0 ? "subscribe" : "unsubscribe"));
            assertThat(answer.body()).contains("\"result\":{}");
            FakeExchange.Stream stream = fixture.legacy(
                            session, EngineFixture.call(1_000_000 * runner + i, "say", "{}"))
                    .opened();
            assertThat(stream.next()).contains("hot");
            assertThat(stream.next()).contains("done");
        }
        assertThat(fixture.legacy(session, String.format(subscribe, "subscribe"))
                        .body())
                .contains("\"result\":{}");
    }

    /** An end and a message at the same time: the message is answered, or the session is not found; it never comes back. */
    @Test
    @Timeout(120)
    void end_whileMessagesCome_isForGood() throws Exception {
        for (int round = 0; round < 300; round++) {
            String session = asleep("2025-06-18");
            CountDownLatch ended = new CountDownLatch(1);
            Race.run(3, runner -> {
                if (runner == 0) {
                    fixture.engine.end(new FakeExchange().with(Sessions.HEADER, session));
                    ended.countDown();
                } else if (runner == 1) {
                    int status = 200;
                    while (status == 200) {
                        status = fixture.legacy(
                                        session,
                                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"logging/setLevel\","
                                                + "\"params\":{\"level\":\"error\"}}")
                                .status();
                    }
                    assertThat(status).isEqualTo(404);
                } else {
                    while (ended.getCount() > 0) {
                        fixture.clock.forward(HIBERNATE + 1);
                        fixture.engine.sweep();
                    }
                }
            });
            assertThat(fixture.store.get(session)).isNull();
            assertThat(entry(session)).isNull();
        }
        assertThat(fixture.engine.statistics().open()).isZero();
    }
}
