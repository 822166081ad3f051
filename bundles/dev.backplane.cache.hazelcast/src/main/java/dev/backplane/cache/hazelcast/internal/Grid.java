package dev.backplane.cache.hazelcast.internal;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryEvictedListener;
import com.hazelcast.map.listener.EntryExpiredListener;
import com.hazelcast.multimap.MultiMap;
import com.hazelcast.topic.ITopic;
import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CacheTierException;
import dev.backplane.spi.cache.CachedValue;
import java.time.Clock;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What the members have in common. Thread-safe.
 *
 * <p>A value is there as long as the stamps that it was put in with are in force: one of all values, one of its namespace, one of
 * each of its tags. To forget what goes with one of these is to set another stamp, whatever there is; the values
 * are taken away after that, by an index. So one that comes late is never found, and an index that is wrong costs room alone.
 * Stamps outlive values.
 */
final class Grid implements AutoCloseable {

    /** How long a value is kept at most, and a little longer: how long a stamp is. */
    private static final long LONGEST_MILLIS = TimeUnit.DAYS.toMillis(30);

    private static final long STAMP_MILLIS = LONGEST_MILLIS + TimeUnit.DAYS.toMillis(1);

    /** How much longer the cluster keeps what nobody has found to be over. */
    private static final long GRACE_MILLIS = 60_000;

    /** A use is told to the cluster once in so large a part of the idle time. */
    private static final int USES = 16;

    private static final int STRIPES = 256;

    private final HazelcastInstance member;
    private final HazelcastSettings settings;
    private final Clock clock;
    private final Counters counters;
    private final IMap<String, byte[]> values;
    private final IMap<String, Long> stamps;
    private final IMap<String, Long> uses;
    private final MultiMap<String, String> index;
    private final ITopic<String> news;
    private final Sizes sizes;
    private final ReentrantLock[] stripes = new ReentrantLock[STRIPES];
    private final ExecutorService later = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "backplane-hazelcast-later");
        thread.setDaemon(true);
        return thread;
    });

    /** A write has failed, and what it was to replace may be there yet. */
    private volatile boolean doubt;

    Grid(HazelcastInstance member, HazelcastSettings settings, Clock clock, Counters counters, Watchers watchers) {
        this.member = member;
        this.settings = settings;
        this.clock = clock;
        this.counters = counters;
        values = member.getMap(Member.VALUES);
        stamps = member.getMap(Member.STAMPS);
        uses = member.getMap(Member.USES);
        index = member.getMultiMap(Member.INDEX);
        news = member.getTopic("backplane.cache.news");
        sizes = new Sizes(member);
        Arrays.setAll(stripes, i -> new ReentrantLock());
        UUID self = member.getCluster().getLocalMember().getUuid();
        news.addMessageListener(message -> {
            if (!message.getPublishingMember().getUuid().equals(self)) {
                watchers.tell(message.getMessageObject());
            }
        });
        values.addLocalEntryListener((EntryExpiredListener<String, byte[]>) event -> {
            counters.expirations.increment();
            gone(event.getKey(), event.getOldValue());
        });
        values.addLocalEntryListener((EntryEvictedListener<String, byte[]>) event -> {
            counters.evictions.increment();
            gone(event.getKey(), event.getOldValue());
        });
        member.getPartitionService().addPartitionLostListener(event -> {
            if (event.getLostBackupCount() >= settings.backups()) {
                lost(watchers);
            }
        });
        member.getLifecycleService().addLifecycleListener(event -> {
            if (event.getState() == LifecycleEvent.LifecycleState.MERGED) {
                lost(watchers);
            }
        });
        member.getCluster().addMembershipListener(new MembershipListener() {
            @Override
            public void memberAdded(MembershipEvent event) {
                watchers.missed();
            }

            @Override
            public void memberRemoved(MembershipEvent event) {
                watchers.missed();
            }
        });
    }

    HazelcastInstance member() {
        return member;
    }

    Sizes sizes() {
        return sizes;
    }

    /** Some stamps may be gone, with the nodes that had them: nothing from before holds. */
    private void lost(Watchers watchers) {
        doubt = true;
        later.execute(() -> {
            resolve();
            watchers.missed();
        });
    }

    private void gone(String id, byte @Nullable [] stored) {
        if (stored != null) {
            later.execute(() -> sizes.add(Stored.key(id).namespace(), -1, -Stored.weight(stored)));
        }
    }

    /** Returns whether what is there can be relied upon. */
    private boolean resolve() {
        if (doubt) {
            await(stamps.setAsync(Stored.ALL, stamp(), STAMP_MILLIS, TimeUnit.MILLISECONDS));
            doubt = false;
        }
        return true;
    }

    private static long stamp() {
        return ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);
    }

    private ReentrantLock stripe(String id) {
        return stripes[Math.floorMod(id.hashCode(), STRIPES)];
    }

    private <R extends @Nullable Object> R await(CompletionStage<R> stage) {
        try {
            return stage.toCompletableFuture().get(settings.timeoutMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new CacheTierException(
                    "the cluster " + settings.cluster() + " did not answer within " + settings.timeoutMillis() + " ms",
                    e);
        } catch (ExecutionException | CompletionException e) {
            throw new CacheTierException("the cluster " + settings.cluster() + " cannot now: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CacheTierException("interrupted", e);
        }
    }

    private long[] current(List<String> marks) {
        long[] current = new long[marks.size()];
        for (int i = 0; i < current.length; i++) {
            current[i] = Objects.requireNonNullElse(await(stamps.getAsync(marks.get(i))), 0L);
        }
        return current;
    }

    void find(Collection<CacheKey> keys, boolean use, Map<CacheKey, CachedValue> into) {
        resolve();
        Map<CacheKey, CompletionStage<byte[]>> stages = new HashMap<>();
        for (CacheKey key : keys) {
            stages.put(key, values.getAsync(Stored.id(key)));
        }
        stages.forEach((key, stage) -> {
            byte[] stored = await(stage);
            CachedValue value = stored == null ? null : live(key, stored, use);
            if (value != null) {
                into.put(key, value);
            }
        });
    }

    /** Returns the value if it holds; otherwise it is taken away. */
    private @Nullable CachedValue live(CacheKey key, byte[] stored, boolean use) {
        CachedValue value;
        try {
            value = Stored.value(key, stored);
        } catch (IllegalArgumentException e) {
            counters.failures.increment();
            return null;
        }
        long now = clock.millis();
        boolean over = value.expired(now) || value.idleMillis() > 0 && idle(Stored.id(key), value, now, use);
        if (over || !Arrays.equals(Stored.stamps(stored), current(Stored.marks(key, value)))) {
            if (over) {
                counters.expirations.increment();
            }
            drop(key, stored, value);
            return null;
        }
        return value;
    }

    /** Tells whether it was idle for too long; if not, and this is a use of it, that is noted. */
    private boolean idle(String id, CachedValue value, long now, boolean use) {
        Long used = await(uses.getAsync(id));
        if (used == null || now - used >= value.idleMillis()) {
            return true;
        }
        if (use && now - used > value.idleMillis() / USES) {
            await(uses.setAsync(id, now, life(value, now), TimeUnit.MILLISECONDS));
        }
        return false;
    }

    private static long life(CachedValue value, long now) {
        return Math.min(LONGEST_MILLIS, Math.max(0, value.expires() - now)) + GRACE_MILLIS;
    }

    private void drop(CacheKey key, byte[] stored, CachedValue value) {
        String id = Stored.id(key);
        ReentrantLock lock = stripe(id);
        lock.lock();
        try {
            if (values.remove(id, stored)) {
                sizes.add(key.namespace(), -1, -Stored.weight(stored));
                unindex(id, Stored.marks(key, value), List.of());
            }
        } finally {
            lock.unlock();
        }
    }

    private void unindex(String id, List<String> marks, List<String> but) {
        for (String mark : marks) {
            if (!mark.equals(Stored.ALL) && !but.contains(mark)) {
                index.remove(mark, id);
            }
        }
    }

    boolean put(CacheKey key, CachedValue value) {
        long now = clock.millis();
        if (value.expired(now)) {
            remove(key);
            return false;
        }
        String id = Stored.id(key);
        List<String> marks = Stored.marks(key, value);
        ReentrantLock lock = stripe(id);
        lock.lock();
        try {
            resolve();
            byte[] stored = Stored.write(key, value, current(marks));
            if (value.idleMillis() > 0) {
                await(uses.setAsync(id, now, life(value, now), TimeUnit.MILLISECONDS));
            }
            byte[] before = await(values.putAsync(id, stored, life(value, now), TimeUnit.MILLISECONDS));
            sizes.add(
                    key.namespace(),
                    before == null ? 1 : 0,
                    Stored.weight(stored) - (before == null ? 0 : Stored.weight(before)));
            for (String mark : marks) {
                if (!mark.equals(Stored.ALL)) {
                    index.put(mark, id);
                }
            }
            if (before != null) {
                unindex(id, Stored.marks(key, Stored.value(key, before)), marks);
            }
            news.publishAsync("w" + id);
            return true;
        } catch (RuntimeException e) {
            doubt = true;
            throw e;
        } finally {
            lock.unlock();
        }
    }

    boolean remove(CacheKey key) {
        String id = Stored.id(key);
        ReentrantLock lock = stripe(id);
        lock.lock();
        try {
            resolve();
            byte[] before = await(values.removeAsync(id));
            news.publishAsync("w" + id);
            if (before == null) {
                return false;
            }
            sizes.add(key.namespace(), -1, -Stored.weight(before));
            CachedValue value = Stored.value(key, before);
            List<String> marks = Stored.marks(key, value);
            unindex(id, marks, List.of());
            long now = clock.millis();
            return !value.expired(now)
                    && !(value.idleMillis() > 0 && idle(id, value, now, false))
                    && Arrays.equals(Stored.stamps(before), current(marks));
        } catch (RuntimeException e) {
            doubt = true;
            throw e;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets what goes with a mark. Returns how many values; those that take too long are taken away later. */
    long forget(String mark) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(settings.timeoutMillis());
        try {
            resolve();
            await(stamps.setAsync(mark, stamp(), STAMP_MILLIS, TimeUnit.MILLISECONDS));
        } catch (RuntimeException e) {
            doubt = true;
            throw e;
        }
        news.publishAsync(mark);
        long gone = 0;
        for (String id : index.remove(mark)) {
            if (System.nanoTime() > end) {
                later.execute(() -> sweep(mark, id));
                gone++;
            } else if (sweep(mark, id)) {
                gone++;
            }
        }
        return gone;
    }

    /** Takes a value away if a stamp of it is no more in force; returns whether it was so. */
    private boolean sweep(String mark, String id) {
        CacheKey key = Stored.key(id);
        ReentrantLock lock = stripe(id);
        lock.lock();
        try {
            byte[] stored = await(values.getAsync(id));
            if (stored == null) {
                return false;
            }
            CachedValue value = Stored.value(key, stored);
            List<String> marks = Stored.marks(key, value);
            if (!Arrays.equals(Stored.stamps(stored), current(marks))) {
                boolean live = !value.expired(clock.millis());
                drop(key, stored, value);
                return live;
            }
            if (marks.contains(mark)) {
                index.put(mark, id);
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    List<CacheKey> keys(String namespace) {
        return index.get(Stored.namespace(namespace)).stream().map(Stored::key).toList();
    }

    /** Leaves the cluster; what only this node has goes over to others first. */
    @Override
    public void close() {
        later.shutdownNow();
        member.shutdown();
    }
}
