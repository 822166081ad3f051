package dev.backplane.cache.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.spi.Race;
import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CacheTierException;
import dev.backplane.spi.cache.CachedValue;
import dev.backplane.spi.cache.Values;
import java.net.Socket;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever the server does, no call takes longer than its bound, nothing wrong is found, and it gets well by itself. */
class FaultTest {

    private static final int BOUND_MILLIS = 50;

    /** What threads, collections and a busy machine may add to the bound. */
    private static final long SLACK_MILLIS = 200;

    private static final CacheKey A = new CacheKey("n", "a");
    private static final CacheKey B = new CacheKey("n", "b");

    private final List<AutoCloseable> opened = new ArrayList<>();
    private RedisServer server;
    private RedisCacheTier tier;

    @BeforeEach
    void startServer() throws Exception {
        server = keep(new RedisServer("--save", "", "--requirepass", "secret", "--maxclients", "40"));
    }

    @AfterEach
    void closeAll() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private <T extends AutoCloseable> T keep(T what) {
        opened.add(what);
        return what;
    }

    private RedisCacheTier tier(int port) {
        return tier(RedisServer.settings(port, BOUND_MILLIS, "", "secret"));
    }

    private RedisCacheTier tier(RedisSettings settings) {
        RedisCacheTier made = new RedisCacheTier(settings, Clock.systemUTC());
        keep(made::deactivate);
        return made;
    }

    private static CachedValue value(String content, String... tags) {
        return Values.of(content, System.currentTimeMillis(), 600_000, tags);
    }

    private static void awaitServing(RedisCacheTier tier) throws InterruptedException {
        Await.until(
                "the tier serves",
                () -> tier.link().readable() && !tier.link().pool().wanting());
    }

    private static String text(CachedValue value) {
        return value == null ? null : Values.text(value);
    }

    /** Calls from four threads for as many rounds; returns the longest call, in milliseconds. */
    private long longest(int rounds) throws Exception {
        AtomicLong longest = new AtomicLong();
        Race.run(4, runner -> {
            Random random = new Random(runner);
            for (int i = 0; i < rounds; i++) {
                CacheKey key = new CacheKey("load", "k" + random.nextInt(100));
                long began = System.nanoTime();
                try {
                    switch (random.nextInt(4)) {
                        case 0 -> tier.put(key, value("v", "load"));
                        case 1 -> tier.getAll(List.of(key, A, B));
                        case 2 -> tier.remove(key);
                        default -> tier.get(key);
                    }
                } catch (CacheTierException e) {
                    assertThat(e).message().isNotBlank().doesNotContain("secret");
                }
                longest.accumulateAndGet(System.nanoTime() - began, Math::max);
            }
        });
        return TimeUnit.NANOSECONDS.toMillis(longest.get());
    }

    private void awaitOpen() throws Exception {
        Await.until("the circuit is open", () -> {
            try {
                tier.get(A);
            } catch (CacheTierException e) {
                // until there were enough of them
            }
            return !tier.link().circuit().closed();
        });
    }

    @Test
    void start_whileTheServerIsDown_servesOnceItIsThere() throws Exception {
        server.kill();
        long began = System.nanoTime();
        tier = tier(server.port());

        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began)).isLessThan(1_000);
        assertThat(longest(50)).isLessThan(BOUND_MILLIS + SLACK_MILLIS);
        assertThat(tier.get(A)).isNull();
        assertThat(tier.statistics().failures()).isPositive();

        server.start();
        awaitServing(tier);
        tier.put(A, value("one"));
        assertThat(text(tier.get(A))).isEqualTo("one");
    }

    @Test
    void kill_underLoad_opensAndServesAgainAfterTheStart() throws Exception {
        tier = tier(server.port());
        awaitServing(tier);
        tier.put(A, value("one"));
        assertThat(text(tier.get(A))).isEqualTo("one");

        server.kill();
        assertThat(longest(200)).isLessThan(BOUND_MILLIS + SLACK_MILLIS);
        assertThat(tier.link().circuit().closed()).isFalse();
        server.start();
        awaitServing(tier);

        assertThat(tier.get(A)).as("another run of the server").isNull();
        tier.put(A, value("two"));
        assertThat(text(tier.get(A))).isEqualTo("two");
    }

    @Test
    void startAnew_withWhatTheServerHadSaved_findsNothingInvalidated() throws Exception {
        RedisServer saving =
                keep(new RedisServer("--requirepass", "secret", "--appendonly", "yes", "--appendfsync", "always"));
        tier = tier(saving.port());
        awaitServing(tier);
        tier.put(A, value("one", "t"));

        saving.kill();
        awaitOpen();
        saving.start();
        awaitServing(tier);

        assertThat(tier.get(A)).isNull();
        assertThat(tier.size()).isZero();
    }

    @Test
    void hang_underLoad_keepsTheBoundAndForgetsWhatWasWritten() throws Exception {
        tier = tier(server.port());
        awaitServing(tier);
        for (int i = 0; i < 20; i++) {
            tier.put(new CacheKey("tagged", "k" + i), value("v" + i, "t"));
        }
        tier.put(A, value("old"));
        tier.put(B, value("old"));
        CacheKey kept = new CacheKey("n", "kept");
        tier.put(kept, value("kept"));

        server.hang();
        try {
            // still on its way when the server wakes up
            tier.put(A, value("late"));
        } catch (CacheTierException e) {
            assertThat(e).hasMessageContaining("50 ms");
        }
        assertThat(longest(100)).isLessThan(BOUND_MILLIS + SLACK_MILLIS);
        awaitOpen();
        assertThat(tier.remove(B)).isFalse();
        assertThat(tier.invalidate("t")).isZero();
        long began = System.nanoTime();
        for (int i = 0; i < 1_000; i++) {
            assertThat(tier.get(A)).isNull();
        }
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began))
                .as("1,000 reads while it is open")
                .isLessThan(SLACK_MILLIS);
        server.resume();
        awaitServing(tier);

        assertThat(tier.get(A)).isNull();
        assertThat(tier.get(B)).isNull();
        assertThat(tier.entries("tagged")).isEmpty();
        assertThat(text(tier.get(kept))).isEqualTo("kept");
    }

    @Test
    void hang_manyTimesShortly_neverFindsWhatWasReplaced() throws Exception {
        tier = tier(server.port());
        awaitServing(tier);
        for (int round = 0; round < 8; round++) {
            String now = "v" + round;
            server.hang();
            try {
                tier.put(A, value(now));
            } catch (CacheTierException e) {
                // may or may not be there, but nothing before it
            }
            server.resume();
            Await.until("the tier serves", () -> tier.link().readable());
            for (int i = 0; i < 20; i++) {
                assertThat(text(tier.get(A))).isIn(null, now);
            }
        }
    }

    /** A look that fails is followed by a put, as where something is loaded; a busy machine may delay some, not the least. */
    @Test
    void hang_lookThenPut_waitsOnce() throws Exception {
        tier = tier(server.port());
        long leastPut = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            awaitServing(tier);
            tier.get(B);
            server.hang();
            try {
                assertThatThrownBy(() -> tier.get(A))
                        .isInstanceOf(CacheTierException.class)
                        .hasMessageContaining("50 ms");
                long began = System.nanoTime();
                assertThatThrownBy(() -> tier.put(A, value("loaded"))).isInstanceOf(CacheTierException.class);
                leastPut = Math.min(leastPut, System.nanoTime() - began);
            } finally {
                server.resume();
            }
        }
        assertThat(TimeUnit.NANOSECONDS.toMillis(leastPut)).isLessThan(BOUND_MILLIS / 2);
        awaitServing(tier);
        assertThat(tier.get(A)).isNull();
    }

    @ParameterizedTest
    @EnumSource(
            value = Proxy.Mode.class,
            names = {"GARBAGE", "OTHER", "DRIBBLE", "CUT"})
    void replies_thatAreNone_keepTheBoundAndNothingWrongIsFound(Proxy.Mode mode) throws Exception {
        Proxy proxy = keep(new Proxy(server.port()));
        tier = tier(proxy.port());
        awaitServing(tier);
        tier.put(A, value("one"));

        proxy.mode(mode);
        assertThat(longest(200)).isLessThan(BOUND_MILLIS + SLACK_MILLIS);
        for (int i = 0; i < 50; i++) {
            try {
                assertThat(text(tier.get(A))).isIn(null, "one");
            } catch (CacheTierException e) {
                assertThat(e).message().isNotBlank();
            }
        }
        proxy.mode(Proxy.Mode.PASS);
        awaitServing(tier);
        tier.put(A, value("two"));
        assertThat(text(tier.get(A))).isEqualTo("two");
    }

    @ParameterizedTest
    @EnumSource(
            value = Proxy.Mode.class,
            names = {"GARBAGE", "OTHER", "DRIBBLE"})
    void start_whileRepliesAreNone_servesOnceTheyAre(Proxy.Mode mode) throws Exception {
        Proxy proxy = keep(new Proxy(server.port()));
        proxy.mode(mode);
        tier = tier(proxy.port());
        assertThat(longest(20)).isLessThan(BOUND_MILLIS + SLACK_MILLIS);
        assertThat(tier.link().circuit().closed()).isFalse();

        proxy.mode(Proxy.Mode.PASS);
        awaitServing(tier);
        tier.put(A, value("one"));
        assertThat(text(tier.get(A))).isEqualTo("one");
    }

    @Test
    void cutOff_invalidatedMeanwhile_isForgottenForTheOtherNodesToo() throws Exception {
        Proxy proxy = keep(new Proxy(server.port()));
        tier = tier(proxy.port());
        RedisCacheTier other = tier(server.port());
        awaitServing(tier);
        awaitServing(other);
        tier.put(A, value("one", "t"));
        assertThat(text(other.get(A))).isEqualTo("one");

        proxy.mode(Proxy.Mode.CUT);
        awaitOpen();
        tier.invalidate("t");
        tier.put(B, value("never there"));
        proxy.mode(Proxy.Mode.PASS);
        awaitServing(tier);

        assertThat(tier.get(A)).isNull();
        assertThat(other.get(A)).isNull();
        assertThat(other.get(B)).isNull();
    }

    @Test
    void password_wrong_saysSoAndServesOnceItIsRight() throws Exception {
        tier = tier(RedisServer.settings(server.port(), BOUND_MILLIS, "", "wr0ng-one"));

        assertThat(tier.link().circuit().reason()).contains("WRONGPASS").doesNotContain("wr0ng-one");
        assertThat(tier.link().settings().server().toString()).doesNotContain("wr0ng-one");
        assertThat(tier.get(A)).isNull();

        tier.configure(RedisServer.settings(server.port(), BOUND_MILLIS, "default", "secret"));
        awaitServing(tier);
        tier.put(A, value("one"));
        assertThat(text(tier.get(A))).isEqualTo("one");
    }

    @Test
    void flood_ofConnections_servesOnceItIsOver() throws Exception {
        List<Socket> flood = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            flood.add(keep(new Socket("127.0.0.1", server.port())));
        }
        tier = tier(server.port());
        assertThat(longest(50)).isLessThan(BOUND_MILLIS + SLACK_MILLIS);
        assertThat(tier.link().circuit().closed()).isFalse();

        for (Socket socket : flood) {
            socket.close();
        }
        awaitServing(tier);
        tier.put(A, value("one"));
        assertThat(text(tier.get(A))).isEqualTo("one");
    }
}
