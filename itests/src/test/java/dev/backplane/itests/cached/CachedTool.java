package dev.backplane.itests.cached;

import dev.backplane.api.CallContext;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import dev.backplane.api.cache.Cache;
import dev.backplane.api.cache.CacheConverter;
import dev.backplane.api.cache.CachePolicy;
import dev.backplane.api.cache.CacheView;
import dev.backplane.api.cache.Cached;
import dev.backplane.api.cache.Loaded;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Things that change, and the cache of them: whoever changes one invalidates it, and a look that finds an older state than the last
 * that was invalidated before the look began is wrong. Any number of calls at a time.
 */
@Component(service = Tool.class)
public final class CachedTool implements Tool<CachedTool.Wish> {

    private static final int THINGS = 500;
    private static final long LIFE_MILLIS = 500;

    /** One step of so many is a change. */
    private static final int CHANGES = 20;

    /**
     * @param millis how long things are changed and looked at, before it is told what was seen since the counts began
     * @param pauseMicros between two steps
     * @param anew whether the counts begin with this call; while there is no other
     */
    public record Wish(int millis, int pauseMicros, boolean anew) {}

    /** What is true of one thing. */
    private static final class Thing {
        private final AtomicLong state = new AtomicLong();

        /** The last state after which it was invalidated. */
        private final AtomicLong certain = new AtomicLong();
    }

    private final Cache cache;
    private final CacheView<String> view;
    private final Map<Integer, Thing> things = new ConcurrentHashMap<>();
    private final AtomicLong looks = new AtomicLong();
    private final AtomicLong found = new AtomicLong();
    private final AtomicLong outdated = new AtomicLong();
    private final AtomicLong expired = new AtomicLong();
    private final AtomicLong slowest = new AtomicLong();

    @Activate
    public CachedTool(@Reference Cache cache) {
        this.cache = cache;
        view = cache.namespace("itests.cached", CachePolicy.live(Duration.ofMillis(LIFE_MILLIS)))
                .as(CacheConverter.text());
    }

    @Override
    public ToolInfo<Wish> info() {
        return ToolInfo.of("cached", Wish.class).blocking();
    }

    @Override
    public ToolResult call(Wish wish, CallContext context) {
        if (wish.anew()) {
            for (AtomicLong count : List.of(looks, found, outdated, expired, slowest)) {
                count.set(0);
            }
        }
        long end = System.nanoTime() + wish.millis() * 1_000_000L;
        while (System.nanoTime() < end) {
            int number = ThreadLocalRandom.current().nextInt(THINGS);
            Thing thing = things.computeIfAbsent(number, n -> new Thing());
            long began = System.nanoTime();
            if (ThreadLocalRandom.current().nextInt(CHANGES) == 0) {
                change(number, thing);
            } else {
                look(number, thing);
            }
            slowest.accumulateAndGet(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began), Math::max);
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(wish.pauseMicros()));
        }
        return tell();
    }

    private void change(int number, Thing thing) {
        synchronized (thing) {
            long next = thing.state.incrementAndGet();
            switch ((int) (next % 3)) {
                case 0 -> cache.invalidate("thing" + number);
                case 1 -> view.remove(key(number));
                default -> view.put(key(number), String.valueOf(next), policy(number));
            }
            thing.certain.set(next);
        }
    }

    private void look(int number, Thing thing) {
        long least = thing.certain.get();
        long began = System.currentTimeMillis();
        looks.incrementAndGet();
        boolean[] loaded = {false};
        Cached<String> cached = view.getOrLoad(key(number), key -> {
            loaded[0] = true;
            return Loaded.of(String.valueOf(thing.state.get()), policy(number));
        });
        if (!loaded[0]) {
            found.incrementAndGet();
        }
        if (Long.parseLong(cached.value()) < least) {
            outdated.incrementAndGet();
        }
        if (cached.expires() <= began) {
            expired.incrementAndGet();
        }
    }

    /**
     * Says how many looks there were, and how many of them found a value, found one that was outdated, or had expired; and how many
     * milliseconds the slowest step took, a change or a look.
     */
    private ToolResult tell() {
        Map<String, Long> all = new TreeMap<>();
        all.put("looks", looks.get());
        all.put("found", found.get());
        all.put("outdated", outdated.get());
        all.put("expired", expired.get());
        all.put("slowest", slowest.get());
        return ToolResult.text(all.toString());
    }

    private static CachePolicy policy(int number) {
        return CachePolicy.live(Duration.ofMillis(LIFE_MILLIS)).tagged("thing" + number);
    }

    private static String key(int number) {
        return "thing" + number;
    }
}
