package dev.backplane.cache.redis.internal;

import dev.backplane.spi.cache.CacheEntry;
import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CacheTier;
import dev.backplane.spi.cache.CacheTierException;
import dev.backplane.spi.cache.CacheWatcher;
import dev.backplane.spi.cache.CacheWatchers;
import dev.backplane.spi.cache.CacheWrite;
import dev.backplane.spi.cache.CachedValue;
import dev.backplane.spi.cache.NamespaceLosses;
import dev.backplane.spi.cache.NamespaceSize;
import dev.backplane.spi.cache.TierCounters;
import dev.backplane.spi.cache.TierStatistics;
import dev.backplane.spi.slot.Slot;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cache tier on a Redis server, shared by all nodes that use the same server, database and prefix. Thread-safe.
 *
 * <p>Each call is one round trip, batches included; an invalidation or clearing of more than {@value Commands#STEP} values some
 * more. A call takes at most {@code timeoutMillis}, whatever the server does. After some failures the circuit opens: then reads
 * find nothing and writes are dropped, at once, and what they would have replaced or taken away is forgotten by the server before
 * anything is read again. It closes by itself.
 *
 * <p>A server that was started anew begins empty, even if it has kept something: that may be older than what was invalidated
 * since.
 */
@Component(
        service = CacheTier.class,
        immediate = true,
        configurationPid = RedisCacheTier.PID,
        property = {Slot.SLOT + "=" + Slot.CACHE_L3, Slot.VARIANT + "=" + RedisCacheTier.VARIANT})
@Designate(ocd = RedisConfig.class)
public final class RedisCacheTier implements CacheTier {

    static final String PID = "dev.backplane.cache.redis";
    static final String VARIANT = "redis";

    private static final Logger LOG = LoggerFactory.getLogger(RedisCacheTier.class);

    /** How long the first attempt may hold up the start. */
    private static final long START_MILLIS = 500;

    private final Clock clock;
    private final TierCounters counters = new TierCounters();
    private final CacheWatchers watchers = new CacheWatchers();
    private final Link.Home home;
    private volatile Link link;

    /** @throws IllegalArgumentException if a value is out of bounds */
    @Activate
    public RedisCacheTier(RedisConfig config) {
        this(RedisSettings.of(config), Clock.systemUTC());
    }

    /** Waits {@value #START_MILLIS} ms at most for the server, and starts without it where it is not there. */
    RedisCacheTier(RedisSettings settings, Clock clock) {
        this.clock = clock;
        home = new Link.Home(clock, UUID.randomUUID().toString(), new Debts(), counters, watchers);
        link = new Link(settings, home);
        try {
            link.upkeep().awaitFirst(START_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @throws IllegalArgumentException if a value is out of bounds; what was in force stays so */
    @Modified
    void modified(RedisConfig config) {
        configure(RedisSettings.of(config));
    }

    void configure(RedisSettings next) {
        Link before = link;
        if (next.equals(before.settings())) {
            return;
        }
        if (!next.server().place().equals(before.settings().server().place())
                || !next.prefix().equals(before.settings().prefix())) {
            // what it has may be from long ago
            home.debts().addAll();
        }
        link = new Link(next, home);
        before.close();
        home.watchers().missed();
    }

    @Deactivate
    void deactivate() {
        Link last = link;
        last.close();
        if (home.debts().any()) {
            LOG.warn(
                    "{} was not told to forget {} values or groups of values; other nodes may find them until they"
                            + " expire",
                    last.settings().server(),
                    home.debts().size());
        }
    }

    Link link() {
        return link;
    }

    @Override
    public @Nullable CachedValue get(CacheKey key) {
        return find(List.of(key), true).get(key);
    }

    @Override
    public Map<CacheKey, CachedValue> getAll(Collection<CacheKey> keys) {
        return keys.isEmpty() ? Map.of() : find(List.copyOf(keys), true);
    }

    @Override
    public Map<CacheKey, CachedValue> peekAll(Collection<CacheKey> keys) {
        return keys.isEmpty() ? Map.of() : find(List.copyOf(keys), false);
    }

    private Map<CacheKey, CachedValue> find(List<CacheKey> keys, boolean use) {
        Map<CacheKey, CachedValue> found = new HashMap<>();
        Found all = new Found(keys, clock.millis());
        List<Object> replies = counted(() -> link.read(Commands.get(keys, use)));
        if (replies != null) {
            counted(() -> {
                all.read(replies, found);
                return found;
            });
        }
        if (use) {
            counters.got(keys.size(), found.size());
        }
        all.over().forEach(key -> counters.expired(key.namespace()));
        counters.failed(all.broken());
        return found;
    }

    @Override
    public void put(CacheKey key, CachedValue value) {
        write(List.of(new CacheWrite.Put(key, value)));
    }

    @Override
    public boolean remove(CacheKey key) {
        return perform(new CacheWrite.Remove(key)) > 0;
    }

    @Override
    public long invalidate(String tag) {
        return perform(new CacheWrite.Invalidate(tag));
    }

    @Override
    public long clear(String namespace) {
        return perform(new CacheWrite.Clear(namespace));
    }

    @Override
    public void clear() {
        counted(() -> {
            link.renew();
            return link;
        });
    }

    private long perform(CacheWrite write) {
        return perform(List.of(write));
    }

    @Override
    public void write(List<CacheWrite> writes) {
        if (!writes.isEmpty()) {
            perform(writes);
        }
    }

    /** Returns how many values are gone. */
    private long perform(List<CacheWrite> writes) {
        long now = clock.millis();
        Link with = link;
        List<Command> commands =
                writes.stream().map(write -> Commands.of(write, now)).toList();
        long deadline = with.deadline();
        List<Object> replies = counted(() -> with.write(commands, writes, deadline));
        if (replies == null) {
            return 0;
        }
        Tally tally = new Tally(writes, counters);
        counted(() -> {
            tally.read(replies);
            return tally;
        });
        if (tally.more()) {
            counted(() -> {
                with.finish(deadline);
                return with;
            });
        }
        return tally.gone();
    }

    /** Counts a call that cannot be done, or is not. */
    private <R> @Nullable R counted(Supplier<@Nullable R> call) {
        try {
            R result = call.get();
            if (result == null) {
                counters.failed(1);
            }
            return result;
        } catch (CacheTierException e) {
            counters.failed(1);
            throw e;
        } catch (RuntimeException e) {
            counters.failed(1);
            throw new CacheTierException("the server answers garbage", e);
        }
    }

    @Override
    public Stream<CacheEntry> entries(String namespace) {
        return new Walk(namespace, command -> ask(command), this::peekAll).stream();
    }

    /** Asks for something that is not kept under a key. */
    private List<?> ask(Command command) {
        Link with = link;
        List<Object> replies = counted(() -> with.read(List.of(command)));
        if (replies == null) {
            throw new CacheTierException(with.settings().server() + " is not asked: "
                    + with.circuit().reason());
        }
        return Replies.list(replies.get(0));
    }

    @Override
    public NamespaceSize size(String namespace) {
        List<NamespaceSize> found = sizes(new Command(Script.SIZES).add(namespace));
        return found.isEmpty() ? new NamespaceSize(namespace, 0, 0) : found.get(0);
    }

    @Override
    public List<NamespaceSize> namespaces() {
        return sizes(new Command(Script.SIZES));
    }

    private List<NamespaceSize> sizes(Command command) {
        List<?> reply = ask(command);
        List<NamespaceSize> sizes = new ArrayList<>();
        for (int i = 0; i + 2 < reply.size(); i += 3) {
            sizes.add(new NamespaceSize(
                    Replies.text(reply.get(i)), Replies.number(reply.get(i + 1)), Replies.number(reply.get(i + 2))));
        }
        return sizes;
    }

    /** The server alone knows. */
    @Override
    public long capacity() {
        return Long.MAX_VALUE;
    }

    /** Says in what state the circuit is, what waits to be told, and how long round trips take of late. */
    @Override
    public TierStatistics statistics() {
        Link now = link;
        Map<String, String> details = new HashMap<>();
        Circuit.State state = now.circuit().state();
        details.put("circuit", state.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        if (state != Circuit.State.CLOSED) {
            details.put(TierStatistics.TROUBLE, now.circuit().reason());
        }
        details.put("server", now.settings().server().toString());
        details.put("roundTripP50", millis(now.latency().quantile(0.5)));
        details.put("roundTripP99", millis(now.latency().quantile(0.99)));
        return counters.statistics(details);
    }

    @Override
    public Map<String, NamespaceLosses> losses() {
        return counters.losses();
    }

    private static String millis(double millis) {
        return String.format(Locale.ROOT, "%.2f ms", millis);
    }

    @Override
    public boolean shared() {
        return true;
    }

    @Override
    public Watch watch(CacheWatcher watcher) {
        return watchers.add(watcher);
    }
}
