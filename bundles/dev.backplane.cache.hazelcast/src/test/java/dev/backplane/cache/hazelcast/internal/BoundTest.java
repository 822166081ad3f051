package dev.backplane.cache.hazelcast.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.IMap;
import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CacheTierException;
import dev.backplane.spi.cache.CachedValue;
import dev.backplane.spi.cache.Values;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A cluster that hangs: no call waits longer than its bound, and afterwards all is as it was. */
class BoundTest {

    private static final int BOUND_MILLIS = 200;

    /** The bound, and what a busy machine adds. */
    private static final long BAR_MILLIS = BOUND_MILLIS + 800;

    private static final int KEYS = 40;
    private static CountDownLatch release = new CountDownLatch(1);

    private final HazelcastCacheTier tier = new HazelcastCacheTier(
            new HazelcastSettings(
                    List.of(), "127.0.0.1", Clusters.free(), "bound-" + UUID.randomUUID(), 1, 0, BOUND_MILLIS),
            Clock.systemUTC());

    /** Keeps the thread that serves a partition, and with it all the partitions that the thread serves. */
    private static final class Stuck implements EntryProcessor<String, String, Boolean> {
        private static final long serialVersionUID = 1;

        @Override
        public Boolean process(Map.Entry<String, String> entry) {
            try {
                return release.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    @BeforeEach
    void fill() {
        release = new CountDownLatch(1);
        for (int i = 0; i < KEYS; i++) {
            tier.put(key(i), value("v" + i, "t" + i));
        }
    }

    @AfterEach
    void stop() {
        release.countDown();
        tier.deactivate();
    }

    private static CacheKey key(int number) {
        return new CacheKey("n" + number % 8, "k" + number);
    }

    private static CachedValue value(String content, String... tags) {
        return Values.of(content, System.currentTimeMillis(), 600_000, tags);
    }

    private void hang() {
        HazelcastInstance member = tier.member();
        IMap<String, String> other = member.getMap("other");
        for (int i = 0; i < 200; i++) {
            other.submitToKey("k" + i, new Stuck());
        }
    }

    /** Does it, in time; returns how often that failed. */
    private static int timed(String what, Runnable call) {
        long began = System.nanoTime();
        int failed = 0;
        try {
            call.run();
        } catch (CacheTierException e) {
            failed++;
        }
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began))
                .as(what)
                .isLessThan(BAR_MILLIS);
        return failed;
    }

    @Test
    void calls_whileTheClusterHangs_endWithinTheBound() throws Exception {
        hang();
        int failed = 0;
        for (int i = 0; i < 3; i++) {
            int number = i;
            failed += timed("get", () -> tier.get(key(number + 20)));
            failed += timed("put", () -> tier.put(key(number), value("new")));
            failed += timed("remove", () -> tier.remove(key(number + 10)));
            failed += timed("invalidate", () -> tier.invalidate("t" + (number + 20)));
            failed += timed("clear", () -> tier.clear("n" + (number + 4)));
            failed += timed("entries", () -> tier.entries("n1").count());
            failed += timed("size", tier::size);
        }
        assertThat(failed).as("calls that hung").isPositive();

        release.countDown();
        until(() -> {
            tier.put(key(0), value("after"));
            CachedValue found = tier.get(key(0));
            return found != null && Values.text(found).equals("after");
        });
        assertThat(tier.get(key(35))).as("what nobody touched is there").isNotNull();
    }

    private interface Attempt {
        boolean holds();
    }

    private static void until(Attempt attempt) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            try {
                if (attempt.holds()) {
                    return;
                }
            } catch (CacheTierException e) {
                assertThat(e).hasMessageContaining("did not answer within");
            }
            if (System.nanoTime() > end || never.await(5, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("it does not recover");
            }
        }
    }
}
