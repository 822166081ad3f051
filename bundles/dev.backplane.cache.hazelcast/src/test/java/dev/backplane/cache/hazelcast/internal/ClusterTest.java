package dev.backplane.cache.hazelcast.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CacheTierException;
import dev.backplane.spi.cache.CacheWatcher;
import dev.backplane.spi.cache.CachedValue;
import dev.backplane.spi.cache.Values;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two members in one process. */
class ClusterTest {

    private static final CacheKey A = new CacheKey("n", "a");

    private final String cluster = "two-" + UUID.randomUUID();
    private final int firstPort = Clusters.free();
    private final int secondPort = Clusters.free();
    private final List<HazelcastCacheTier> all = new ArrayList<>();
    private HazelcastCacheTier first;
    private HazelcastCacheTier second;

    private int boundMillis = Clusters.PATIENCE_MILLIS;

    private void start() throws Exception {
        first = tier(firstPort, secondPort);
        second = tier(secondPort, firstPort);
        awaitMembers(first, 2);
    }

    private HazelcastCacheTier tier(int port, int other) {
        HazelcastCacheTier made = new HazelcastCacheTier(
                Clusters.member(cluster, port, List.of("127.0.0.1:" + other), boundMillis), Clock.systemUTC());
        all.add(made);
        return made;
    }

    @AfterEach
    void stop() {
        all.forEach(HazelcastCacheTier::deactivate);
    }

    private static void awaitMembers(HazelcastCacheTier tier, int count) throws InterruptedException {
        until(
                count + " members that have their share",
                () -> tier.member().getCluster().getMembers().size() == count
                        && tier.member().getPartitionService().isClusterSafe());
    }

    private static void until(String what, BooleanSupplier condition) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end || never.await(5, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("not within 60 s: " + what);
            }
        }
    }

    private static CachedValue value(String content, String... tags) {
        return Values.of(content, System.currentTimeMillis(), 600_000, tags);
    }

    private static String text(CachedValue value) {
        return value == null ? null : Values.text(value);
    }

    @Test
    void put_onOne_isFoundAndForgottenOnTheOther() throws Exception {
        start();
        first.put(A, value("one", "t"));
        assertThat(text(second.get(A))).isEqualTo("one");

        second.put(A, value("two", "t"));
        until("the first one has heard of it", () -> "two".equals(text(first.get(A))));

        assertThat(first.invalidate("t")).isEqualTo(1);
        until("the second one has heard of it", () -> second.get(A) == null);
        until("the account is common", () -> second.size() == 0 && second.bytes() == 0);
    }

    @Test
    void watch_whatTheOtherDoes_isTold() throws Exception {
        start();
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        first.watch(new CacheWatcher() {
            @Override
            public void written(Collection<CacheKey> keys) {
                told.add("written " + keys);
            }

            @Override
            public void invalidated(Collection<String> tags) {
                told.add("invalidated " + tags);
            }

            @Override
            public void cleared(String namespace) {
                told.add("cleared " + namespace);
            }

            @Override
            public void missed() {
                told.add("missed");
            }
        });

        first.put(new CacheKey("n", "mine"), value("x"));
        second.put(A, value("one", "t"));
        assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("written [" + A + "]");
        second.invalidate("t");
        assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("invalidated [t]");
        second.clear("n");
        assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("cleared n");
        second.member().getLifecycleService().terminate();
        assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("missed");
    }

    /** With the bound that is usual: a write that was not answered in time takes nothing else away. */
    @Test
    void kill_ofOneUnderLoad_losesNothingAcknowledgedAndItFillsAgain() throws Exception {
        boundMillis = 200;
        start();
        Map<String, String> acknowledged = new ConcurrentHashMap<>();
        CountDownLatch enough = new CountDownLatch(300);
        CountDownLatch end = new CountDownLatch(1);
        Thread load = new Thread(() -> {
            for (int i = 0; end.getCount() > 0; i++) {
                String key = "k" + i % 500;
                try {
                    first.put(new CacheKey("n", key), value("v" + i));
                    acknowledged.put(key, "v" + i);
                } catch (CacheTierException e) {
                    acknowledged.remove(key);
                }
                enough.countDown();
            }
        });
        load.start();
        assertThat(enough.await(60, TimeUnit.SECONDS)).isTrue();

        second.member().getLifecycleService().terminate();
        awaitMembers(first, 1);
        end.countDown();
        load.join();
        for (Map.Entry<String, String> entry : acknowledged.entrySet()) {
            assertThat(found(first, entry.getKey())).isEqualTo(entry.getValue());
        }

        HazelcastCacheTier again = tier(secondPort, firstPort);
        awaitMembers(again, 2);
        Map<String, String> details = again.statistics().details();
        assertThat(details).containsEntry("nodes", "2");
        assertThat(Long.parseLong(details.get("own"))).as("its share").isPositive();
        assertThat(Long.parseLong(details.get("own")) + Long.parseLong(details.get("backups")))
                .as("each value is on both")
                .isGreaterThanOrEqualTo(acknowledged.size());
        first.member().getLifecycleService().terminate();
        for (Map.Entry<String, String> entry : acknowledged.entrySet()) {
            assertThat(found(again, entry.getKey())).isEqualTo(entry.getValue());
        }
    }

    /** Asks again where the answer takes longer than its bound. */
    private static String found(HazelcastCacheTier tier, String key) throws InterruptedException {
        String[] found = new String[1];
        until("an answer", () -> {
            try {
                found[0] = text(tier.get(new CacheKey("n", key)));
                return true;
            } catch (CacheTierException e) {
                return false;
            }
        });
        return found[0];
    }
}
