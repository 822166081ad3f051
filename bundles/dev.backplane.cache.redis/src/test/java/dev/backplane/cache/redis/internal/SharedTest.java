package dev.backplane.cache.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CacheTier;
import dev.backplane.spi.cache.CacheWatcher;
import dev.backplane.spi.cache.CacheWrite;
import dev.backplane.spi.cache.CachedValue;
import dev.backplane.spi.cache.Values;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** What two nodes see of each other, and what others do to the server. */
class SharedTest {

    private static final CacheKey A = new CacheKey("n", "a");

    private RedisServer server;
    private RedisCacheTier tier;
    private RedisCacheTier other;

    @BeforeEach
    void start() throws Exception {
        server = new RedisServer("--save", "");
        tier = new RedisCacheTier(server.settings(2_000), Clock.systemUTC());
        other = new RedisCacheTier(server.settings(2_000), Clock.systemUTC());
    }

    @AfterEach
    void stop() throws Exception {
        other.deactivate();
        tier.deactivate();
        server.close();
    }

    private static CachedValue value(String content, String... tags) {
        return Values.of(content, System.currentTimeMillis(), 600_000, tags);
    }

    /** Notes what it is told. */
    private static final class Notes implements CacheWatcher {
        private final BlockingQueue<String> all = new LinkedBlockingQueue<>();

        @Override
        public void written(Collection<CacheKey> keys) {
            all.add("written " + keys);
        }

        @Override
        public void invalidated(Collection<String> tags) {
            all.add("invalidated " + tags);
        }

        @Override
        public void cleared(String namespace) {
            all.add("cleared " + namespace);
        }

        @Override
        public void missed() {
            all.add("missed");
        }

        String next() throws InterruptedException {
            return all.poll(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void watch_whatTheOtherNodeDoes_isTold() throws Exception {
        Notes notes = new Notes();
        CacheTier.Watch watch = tier.watch(notes);
        CacheKey odd = new CacheKey("ü:n", "日:本");
        // from the first of its writes that is heard on, all are
        Await.until("the other one is heard", () -> {
            other.put(A, value("one"));
            return notes.all.contains("written [" + A + "]");
        });
        other.put(new CacheKey("n", "last"), value("x"));
        String next = notes.next();
        while (!next.contains("last")) {
            next = notes.next();
        }

        tier.put(A, value("mine"));
        other.remove(odd);
        other.invalidate("t:ü");
        other.clear("n");
        other.clear();
        other.write(List.of(new CacheWrite.Put(odd, value("two"))));

        assertThat(notes.next()).as("what this node does is not told").isEqualTo("written [" + odd + "]");
        assertThat(notes.next()).isEqualTo("invalidated [t:ü]");
        assertThat(notes.next()).isEqualTo("cleared n");
        assertThat(notes.next()).isEqualTo("missed");
        assertThat(notes.next()).isEqualTo("written [" + odd + "]");

        server.kill();
        assertThat(notes.next()).isEqualTo("missed");
        watch.close();
        watch.close();
    }

    @Test
    void values_brokenByOthers_areNotFound() throws Exception {
        List<CacheKey> keys = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            CacheKey key = new CacheKey("n", "k" + i);
            keys.add(key);
            tier.put(key, value("v" + i, "t"));
        }
        Random random = new Random(1);
        try (Jedis jedis = new Jedis("127.0.0.1", server.port())) {
            Set<byte[]> values = jedis.keys("test:~*:v:*".getBytes(StandardCharsets.UTF_8));
            assertThat(values).hasSize(200);
            for (byte[] name : values) {
                byte[] form = jedis.get(name);
                switch (random.nextInt(5)) {
                    case 0 -> jedis.set(name, new byte[0]);
                    case 1 -> jedis.setrange(name, random.nextInt(form.length), new byte[] {(byte) random.nextInt()});
                    case 2 -> jedis.append(name, new byte[] {1});
                    case 3 -> jedis.del(name);
                    default -> jedis.set(name, jedis.get(values.iterator().next()));
                }
            }
        }

        for (CacheKey key : keys) {
            CachedValue found = tier.get(key);
            if (found != null) {
                assertThat(Values.text(found)).isEqualTo("v" + key.key().substring(1));
            }
        }
        assertThat(tier.link().readable()).isTrue();
    }

    @Test
    void structures_brokenByOthers_areNotFoundAndMadeAnew() throws Exception {
        tier.put(A, value("one", "t"));
        try (Jedis jedis = new Jedis("127.0.0.1", server.port())) {
            for (String name : jedis.keys("test:~*:n:n")) {
                jedis.hset(name, "a", "garbage");
                jedis.hset(name, "b", "\u0093");
            }
            for (String name : jedis.keys("test:~*:v:*")) {
                jedis.del(name);
                jedis.lpush(name, "x");
            }
        }

        assertThat(tier.get(A)).isNull();
        try {
            tier.put(A, value("two", "t"));
        } catch (RuntimeException e) {
            assertThat(e).hasMessageContaining("refuses");
        }
        Await.until(
                "all is forgotten", () -> tier.link().readable() && other.link().readable());
        tier.put(A, value("three", "t"));
        assertThat(Values.text(other.get(A))).isEqualTo("three");
    }

    @Test
    void flushAll_byOthers_beginsAnewForBoth() throws Exception {
        tier.put(A, value("one", "t"));
        try (Jedis jedis = new Jedis("127.0.0.1", server.port())) {
            jedis.flushAll();
            jedis.scriptFlush();
        }

        assertThat(tier.get(A)).isNull();
        tier.put(A, value("two", "t"));
        assertThat(Values.text(other.get(A))).isEqualTo("two");
        assertThat(other.invalidate("t")).isEqualTo(1);
        assertThat(tier.get(A)).isNull();
    }

    @Test
    void eviction_ofAnyKey_neverBringsBackWhatWasInvalidated() throws Exception {
        try (Jedis jedis = new Jedis("127.0.0.1", server.port())) {
            jedis.configSet("maxmemory", "3mb");
            jedis.configSet("maxmemory-policy", "allkeys-random");
        }
        Random random = new Random(1);
        byte[] large = new byte[2_000];
        for (int round = 0; round < 30; round++) {
            for (int i = 0; i < 60; i++) {
                String content = round + ":" + random.nextInt() + new String(large, StandardCharsets.US_ASCII);
                tier.put(new CacheKey("n", "k" + i), value(content, "t", "t" + i % 7));
            }
            other.invalidate("t" + round % 7);
            other.invalidate(round % 5 == 0 ? "t" : "none");
            for (int i = 0; i < 60; i++) {
                CachedValue found = tier.get(new CacheKey("n", "k" + i));
                if (found != null) {
                    assertThat(i % 7).isNotEqualTo(round % 7);
                    assertThat(round % 5).isNotZero();
                    assertThat(Values.text(found)).startsWith(round + ":");
                }
            }
        }
        assertThat(tier.link().readable()).isTrue();
    }

    @Test
    void full_server_keepsWhatItHasAndServes() throws Exception {
        try (Jedis jedis = new Jedis("127.0.0.1", server.port())) {
            jedis.configSet("maxmemory", "2mb");
            jedis.configSet("maxmemory-policy", "noeviction");
        }
        String large = "x".repeat(10_000);
        for (int i = 0; i < 300; i++) {
            tier.put(new CacheKey("n", "k" + i), value(i + large));
        }

        assertThat(tier.statistics().evictions()).isPositive();
        assertThat(tier.link().readable()).isTrue();
        assertThat(Values.text(tier.get(new CacheKey("n", "k0")))).startsWith("0x");
        assertThat(tier.get(new CacheKey("n", "k299"))).isNull();
        assertThat(tier.clear("n")).isPositive();
    }

    @Test
    void generations_earlierOnes_areTakenAway() throws Exception {
        for (int i = 0; i < 100; i++) {
            tier.put(new CacheKey("n", "k" + i), value("v", "t" + i));
        }
        tier.clear();

        try (Jedis jedis = new Jedis("127.0.0.1", server.port())) {
            Await.until("one key is left", () -> jedis.dbSize() == 1);
        }
    }

    @Test
    void put_lateOverAConnectionThatWasGivenUp_isRefused() throws Exception {
        Link link = tier.link();
        CachedValue late = value("late");
        List<Command> put = List.of(Commands.put(A, late, System.currentTimeMillis()));
        try (Wire wire = link.open()) {
            assertThat(wire.exchange(put, TimeUnit.SECONDS.toNanos(2), link.asker()))
                    .containsExactly(1L);
            link.debts().ban(wire.id());
            link.debts().add(List.of(new CacheWrite.Put(A, late)));
            link.upkeep().wake();
            Await.until("the server was told", link::readable);

            Object refusal = wire.exchange(put, TimeUnit.SECONDS.toNanos(2), link.asker())
                    .get(0);
            assertThat(String.valueOf(refusal)).contains("BANNED");
            assertThat(tier.get(A)).isNull();
        }
    }

    @Test
    void debts_tooMany_becomeAll() throws Exception {
        other.put(A, value("one"));
        List<CacheWrite> writes = new ArrayList<>();
        for (int i = 0; i <= Debts.MOST; i++) {
            writes.add(new CacheWrite.Remove(new CacheKey("n", "k" + i)));
        }
        tier.link().debts().add(writes);
        assertThat(tier.get(A)).isNull();
        tier.link().upkeep().wake();
        Await.until("the server was told", tier.link()::readable);

        assertThat(other.get(A)).isNull();
        assertThat(tier.size()).isZero();
    }

    @Test
    void user_ofLeastRights_isEnough() throws Exception {
        try (Jedis jedis = new Jedis("127.0.0.1", server.port())) {
            jedis.aclSetUser(
                    "least",
                    "on",
                    ">pass-word",
                    "~test:*",
                    "resetchannels",
                    "&test:*",
                    "-@all",
                    "+@read",
                    "+@write",
                    "+@scripting",
                    "+info",
                    "+select",
                    "+publish",
                    "+subscribe",
                    "+ping",
                    "+auth");
        }
        RedisCacheTier least = new RedisCacheTier(server.settings(2_000, "least", "pass-word"), Clock.systemUTC());
        try {
            Notes notes = new Notes();
            least.watch(notes);
            Await.until("it hears", () -> {
                tier.put(A, value("one", "t"));
                return notes.all.contains("written [" + A + "]");
            });
            assertThat(Values.text(least.get(A))).isEqualTo("one");
            assertThat(least.invalidate("t")).isEqualTo(1);
            least.clear();
            assertThat(least.size()).isZero();
            assertThat(least.statistics().failures()).isZero();
        } finally {
            least.deactivate();
        }
    }
}
