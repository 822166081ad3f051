package dev.backplane.cache.hazelcast.internal;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.topic.ITopic;
import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CacheTierException;
import dev.backplane.spi.cache.CachedValue;
import dev.backplane.spi.cache.NamespaceSize;
import dev.backplane.spi.cache.TierCounters;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the members have in common. Thread-safe; each call ends by its {@link Deadline}.
 *
 * <p>A value is there as long as the stamps that it was put in with are in force: one of all values, one of its namespace, one of
 * each of its tags. To forget what goes with one of these is to set another stamp, whatever there is; the values
 * are taken away after that, by an index. So one that comes late is never found.
 *
 * <p>A write that was not answered in time may be done yet: until it is known, its key is not read here, and not written. One of
 * which nothing will be known puts all values in doubt.
 */
final class Grid implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Grid.class);

    /** How much longer the cluster keeps what nobody has found to be over. */
    private static final long GRACE_MILLIS = 60_000;

    /** A use is told to the cluster once in so large a part of the idle time. */
    private static final int USES = 16;

    private static final int STRIPES = 256;

    private final HazelcastInstance member;
    private final HazelcastSettings settings;
    private final Clock clock;
    private final TierCounters counters;
    private final IMap<String, byte[]> values;
    private final IMap<String, Long> uses;
    private final ITopic<String> news;
    private final Marks marks;
    private final Sizes sizes;
    private final Unsettled unsettled = new Unsettled(this::doubt);
    private final Helpers helpers = new Helpers();
    private final ReentrantLock[] stripes = new ReentrantLock[STRIPES];

    /** How often all values were put in doubt, and how many of these times that was resolved. */
    private final AtomicLong doubts = new AtomicLong();

    private final AtomicLong resolved = new AtomicLong();

    /** Begins to listen to nothing yet; see {@link Listeners}. */
    Grid(HazelcastInstance member, HazelcastSettings settings, Clock clock, TierCounters counters) {
        this.member = member;
        this.settings = settings;
        this.clock = clock;
        this.counters = counters;
        values = member.getMap(Member.VALUES);
        uses = member.getMap(Member.USES);
        news = member.getTopic(Member.NEWS);
        marks = new Marks(member, helpers);
        sizes = new Sizes(member);
        Arrays.setAll(stripes, i -> new ReentrantLock());
    }

    HazelcastInstance member() {
        return member;
    }

    HazelcastSettings settings() {
        return settings;
    }

    // ---- doubt -----------------------------------------------------------------------------------------------------

    private void doubt() {
        doubts.incrementAndGet();
    }

    /** Some stamps may be gone, with the nodes that had them: nothing from before holds. Then does something. */
    void lost(Runnable then) {
        doubt();
        helpers.later(() -> {
            resolve(new Deadline(settings));
            then.run();
        });
    }

    /** Has nothing be found that is in doubt. */
    private void resolve(Deadline deadline) {
        long now = doubts.get();
        if (now != resolved.get()) {
            marks.renew(Stored.ALL, deadline);
            resolved.accumulateAndGet(now, Math::max);
        }
    }

    private ReentrantLock stripe(String id) {
        return stripes[Math.floorMod(id.hashCode(), STRIPES)];
    }

    // ---- reads -----------------------------------------------------------------------------------------------------

    void find(Collection<CacheKey> keys, boolean use, Map<CacheKey, CachedValue> into) {
        Deadline deadline = new Deadline(settings);
        resolve(deadline);
        Map<CacheKey, CompletionStage<byte[]>> stages = new HashMap<>();
        for (CacheKey key : keys) {
            String id = Stored.id(key);
            if (!unsettled.has(id)) {
                stages.put(key, values.getAsync(id));
            }
        }
        stages.forEach((key, stage) -> {
            byte[] stored = deadline.await(stage);
            CachedValue value = stored == null ? null : live(key, stored, use, deadline);
            if (value != null) {
                into.put(key, value);
            }
        });
    }

    /** Returns the value if it holds; otherwise it is taken away. */
    private @Nullable CachedValue live(CacheKey key, byte[] stored, boolean use, Deadline deadline) {
        CachedValue value;
        try {
            value = Stored.value(key, stored);
        } catch (IllegalArgumentException e) {
            counters.failed(1);
            return null;
        }
        long now = clock.millis();
        boolean over = value.expired(now) || value.idleMillis() > 0 && idle(Stored.id(key), value, now, use, deadline);
        if (!over && inForce(key, value, stored, deadline)) {
            return value;
        }
        if (over) {
            counters.expired(key.namespace());
        }
        try {
            drop(key, stored, value, deadline);
        } catch (RuntimeException e) {
            LOG.debug("{} takes room yet", key, e);
        }
        return null;
    }

    private boolean inForce(CacheKey key, CachedValue value, byte[] stored, Deadline deadline) {
        return Arrays.equals(Stored.stamps(stored), marks.current(Stored.marks(key, value), deadline));
    }

    /** Tells whether it was idle for too long; if not, and this is a use of it, that is noted. */
    private boolean idle(String id, CachedValue value, long now, boolean use, Deadline deadline) {
        Long used = deadline.await(uses.getAsync(id));
        if (used == null || now - used >= value.idleMillis()) {
            return true;
        }
        if (use && now - used > value.idleMillis() / USES) {
            deadline.await(uses.setAsync(id, now, life(value, now), TimeUnit.MILLISECONDS));
        }
        return false;
    }

    private static long life(CachedValue value, long now) {
        return Math.min(Marks.LONGEST_MILLIS, Math.max(0, value.expires() - now)) + GRACE_MILLIS;
    }

    // ---- writes ----------------------------------------------------------------------------------------------------

    /** Returns whether it was kept: it is on its owner and on the backups. */
    boolean put(CacheKey key, CachedValue value) {
        long now = clock.millis();
        if (value.expired(now)) {
            remove(key);
            return false;
        }
        Deadline deadline = new Deadline(settings);
        String id = Stored.id(key);
        List<String> its = Stored.marks(key, value);
        ReentrantLock lock = stripe(id);
        deadline.lock(lock);
        try {
            unsettled.await(id, deadline);
            resolve(deadline);
            byte[] stored = Stored.write(key, value, marks.current(its, deadline));
            if (value.idleMillis() > 0) {
                deadline.await(uses.setAsync(id, now, life(value, now), TimeUnit.MILLISECONDS));
            }
            byte[] before = unsettled.settle(
                    id, values.putAsync(id, stored, life(value, now), TimeUnit.MILLISECONDS), deadline);
            news.publishAsync("w" + id);
            try {
                account(key, stored, before, its, deadline);
            } catch (RuntimeException e) {
                counters.failed(1);
                LOG.debug("{} is kept, and accounted for wrongly", key, e);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void account(CacheKey key, byte[] stored, byte @Nullable [] before, List<String> its, Deadline deadline) {
        String id = Stored.id(key);
        sizes.add(
                key.namespace(),
                before == null ? 1 : 0,
                Stored.weight(stored) - (before == null ? 0 : Stored.weight(before)),
                deadline);
        List<String> had = before == null ? List.of() : Stored.marks(key, Stored.value(key, before));
        if (!had.equals(its)) {
            marks.enter(id, its, deadline);
            List<String> left = new ArrayList<>(had);
            left.removeAll(its);
            if (!left.isEmpty()) {
                deadline.await(helpers.ask(() -> leave(id, left)));
            }
        }
    }

    private boolean leave(String id, List<String> its) {
        marks.leave(id, its);
        return true;
    }

    boolean remove(CacheKey key) {
        Deadline deadline = new Deadline(settings);
        String id = Stored.id(key);
        ReentrantLock lock = stripe(id);
        deadline.lock(lock);
        try {
            unsettled.await(id, deadline);
            resolve(deadline);
            byte[] before = unsettled.settle(id, values.removeAsync(id), deadline);
            news.publishAsync("w" + id);
            if (before == null) {
                return false;
            }
            sizes.add(key.namespace(), -1, -Stored.weight(before), deadline);
            CachedValue value = Stored.value(key, before);
            deadline.await(helpers.ask(() -> leave(id, Stored.marks(key, value))));
            long now = clock.millis();
            return !value.expired(now)
                    && !(value.idleMillis() > 0 && idle(id, value, now, false, deadline))
                    && inForce(key, value, before, deadline);
        } finally {
            lock.unlock();
        }
    }

    /** Takes away what is there yet, if that is still the same. */
    private void drop(CacheKey key, byte[] stored, CachedValue value, Deadline deadline) {
        String id = Stored.id(key);
        ReentrantLock lock = stripe(id);
        deadline.lock(lock);
        try {
            deadline.await(helpers.ask(() -> {
                boolean same = values.remove(id, stored);
                if (same) {
                    sizes.add(key.namespace(), -1, -Stored.weight(stored), new Deadline(settings));
                    marks.leave(id, Stored.marks(key, value));
                }
                return same;
            }));
        } finally {
            lock.unlock();
        }
    }

    /** Forgets what goes with a mark. Returns how many values; those that take too long are taken away later. */
    long forget(String mark) {
        Deadline deadline = new Deadline(settings);
        resolve(deadline);
        marks.renew(mark, deadline);
        news.publishAsync(mark);
        CompletionStage<Collection<String>> taken = marks.take(mark);
        Collection<String> ids;
        try {
            ids = deadline.await(taken);
        } catch (CacheTierException e) {
            LOG.debug("What has gone with {} takes room yet", mark, e);
            taken.thenAccept(late -> late.forEach(id -> helpers.later(() -> sweep(mark, id, new Deadline(settings)))));
            return 0;
        }
        long gone = 0;
        for (String id : ids) {
            if (deadline.over()) {
                helpers.later(() -> sweep(mark, id, new Deadline(settings)));
                gone++;
            } else if (swept(mark, id, deadline)) {
                gone++;
            }
        }
        return gone;
    }

    private boolean swept(String mark, String id, Deadline deadline) {
        try {
            return sweep(mark, id, deadline);
        } catch (CacheTierException e) {
            helpers.later(() -> sweep(mark, id, new Deadline(settings)));
            return true;
        }
    }

    /** Takes a value away if a stamp of it is no more in force; returns whether it was so. */
    private boolean sweep(String mark, String id, Deadline deadline) {
        CacheKey key = Stored.key(id);
        ReentrantLock lock = stripe(id);
        deadline.lock(lock);
        try {
            byte[] stored = deadline.await(values.getAsync(id));
            if (stored == null) {
                return false;
            }
            CachedValue value = Stored.value(key, stored);
            if (!inForce(key, value, stored, deadline)) {
                boolean live = !value.expired(clock.millis());
                drop(key, stored, value, deadline);
                return live;
            }
            if (Stored.marks(key, value).contains(mark)) {
                marks.enter(id, List.of(mark), deadline);
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** The cluster itself has taken a value away. */
    void gone(String id, byte @Nullable [] stored) {
        if (stored != null) {
            helpers.later(() -> forgo(id, stored, new Deadline(settings)));
        }
    }

    /** Accounts for a value that has gone, and takes it out of the index, unless its key has another one. */
    private void forgo(String id, byte[] stored, Deadline deadline) {
        CacheKey key = Stored.key(id);
        ReentrantLock lock = stripe(id);
        deadline.lock(lock);
        try {
            sizes.add(key.namespace(), -1, -Stored.weight(stored), deadline);
            if (deadline.await(values.getAsync(id)) == null) {
                marks.leave(id, Stored.marks(key, Stored.value(key, stored)));
            }
        } finally {
            lock.unlock();
        }
    }

    // ---- what there is ---------------------------------------------------------------------------------------------

    List<CacheKey> keys(String namespace) {
        return marks.of(Stored.namespace(namespace), new Deadline(settings)).stream()
                .map(Stored::key)
                .toList();
    }

    NamespaceSize size(String namespace) {
        return new Deadline(settings).await(helpers.ask(() -> sizes.of(namespace)));
    }

    List<NamespaceSize> namespaces() {
        return new Deadline(settings).await(helpers.ask(sizes::all));
    }

    /** How many nodes there are, and how many values this one has for all, and in case another one goes. */
    Map<String, String> details() {
        var local = values.getLocalMapStats();
        return Map.of(
                "nodes", String.valueOf(member.getCluster().getMembers().size()),
                "own", String.valueOf(local.getOwnedEntryCount()),
                "backups", String.valueOf(local.getBackupEntryCount()));
    }

    /** Leaves the cluster; what only this node has goes over to others first. */
    @Override
    public void close() {
        helpers.close();
        member.shutdown();
    }
}
