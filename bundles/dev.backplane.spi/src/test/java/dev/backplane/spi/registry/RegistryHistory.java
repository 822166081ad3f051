package dev.backplane.spi.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What many threads did to one key, and when; checks that there is an order in which it could have happened one after
 * the other.
 *
 * <p>Every entry that is put in is a new one, so each has one life: it comes in within one interval of time and goes out
 * within another. In a linearizable history the times when two entries were in for certain do not overlap, an entry is
 * seen only when it may have been in, and nothing is seen only when none was in for certain, which includes the moment
 * when one takes the place of another.
 */
public final class RegistryHistory {

    /** Something that took effect at some moment from start to end, in ticks. */
    private record Moment(long start, long end) {}

    private record Seen(@Nullable Entry entry, Moment when) {}

    /** An entry came in, in the place of another one or, where that is null, into a free key. */
    private record Came(Entry entry, @Nullable Entry inPlaceOf, Moment when) {}

    private record Went(Entry entry, Moment when) {}

    /** One entry's time in the registry; out is null while it is still in. */
    private record Life(Moment in, @Nullable Moment out) {

        private static final Moment NEVER = new Moment(Long.MAX_VALUE, Long.MAX_VALUE);

        Moment end() {
            return out == null ? NEVER : out;
        }
    }

    private final Registry registry;
    private final Key key;
    private final AtomicLong ticks = new AtomicLong();
    private final Queue<Seen> seen = new ConcurrentLinkedQueue<>();
    private final Queue<Came> came = new ConcurrentLinkedQueue<>();
    private final Queue<Went> went = new ConcurrentLinkedQueue<>();

    public RegistryHistory(Registry registry, Key key) {
        this.registry = registry;
        this.key = key;
    }

    /** Does one operation, chosen at random, and notes what it showed. */
    public void step(Random random, Owner owner) {
        long start = ticks.incrementAndGet();
        Entry found = registry.lookup(key);
        seen.add(new Seen(found, since(start)));
        start = ticks.incrementAndGet();
        if (found == null) {
            Entry next = new Entry(key, "value", owner);
            Entry holder = registry.register(next);
            Moment when = since(start);
            if (holder == null) {
                came.add(new Came(next, null, when));
            } else {
                seen.add(new Seen(holder, when));
            }
        } else if (random.nextBoolean()) {
            Entry next = new Entry(key, "value", owner);
            if (registry.replace(found, next)) {
                Moment when = since(start);
                went.add(new Went(found, when));
                came.add(new Came(next, found, when));
            }
        } else if (registry.unregister(found)) {
            went.add(new Went(found, since(start)));
        }
    }

    public void check() {
        Map<Entry, Life> lives = lives();
        assertThat(lives).as("too few steps to tell").hasSizeGreaterThan(10);
        lives.values()
                .forEach(life -> assertThat(life.in().start())
                        .as("went before it came")
                        .isLessThan(life.end().end()));
        NavigableMap<Long, Life> certain = new TreeMap<>();
        for (Life life : lives.values()) {
            if (life.in().end() < life.end().start()) {
                certain.put(life.in().end(), life);
            }
        }
        Life earlier = null;
        for (Life later : certain.values()) {
            if (earlier != null && earlier.end().start() > later.in().end()) {
                throw new AssertionError("two entries were in at once: " + earlier + ", " + later);
            }
            earlier = later;
        }
        NavigableMap<Long, Life> held = held(lives);
        for (Seen look : seen) {
            if (look.entry() == null) {
                checkNothing(look.when(), held);
            } else {
                Life life = lives.get(look.entry());
                assertThat(life).as("an entry was seen that nobody put in").isNotNull();
                assertThat(look.when().end())
                        .as("seen before it came")
                        .isGreaterThan(life.in().start());
                assertThat(look.when().start())
                        .as("seen after it went")
                        .isLessThan(life.end().end());
            }
        }
        Entry last = registry.lookup(key);
        lives.forEach((entry, life) ->
                assertThat(life.out() == null).as("what has not gone is in").isEqualTo(entry == last));
    }

    private Map<Entry, Life> lives() {
        Map<Entry, Moment> out = new IdentityHashMap<>();
        for (Went end : went) {
            assertThat(out.put(end.entry(), end.when())).as("went twice").isNull();
        }
        Map<Entry, Life> lives = new IdentityHashMap<>();
        for (Came start : came) {
            lives.put(start.entry(), new Life(start.when(), out.get(start.entry())));
        }
        assertThat(lives.keySet()).containsAll(out.keySet());
        return lives;
    }

    /** Returns the times when the key was held for certain, by one entry and those that took its place, by their start. */
    private NavigableMap<Long, Life> held(Map<Entry, Life> lives) {
        Map<Entry, Entry> successors = new IdentityHashMap<>();
        for (Came start : came) {
            if (start.inPlaceOf() != null) {
                successors.put(start.inPlaceOf(), start.entry());
            }
        }
        NavigableMap<Long, Life> held = new TreeMap<>();
        for (Came start : came) {
            if (start.inPlaceOf() == null) {
                Entry last = start.entry();
                while (successors.containsKey(last)) {
                    last = successors.get(last);
                }
                held.put(
                        start.when().end(),
                        new Life(start.when(), lives.get(last).out()));
            }
        }
        return held;
    }

    /** Nothing was seen: then the key was not held all that time. */
    private static void checkNothing(Moment when, NavigableMap<Long, Life> held) {
        Map.Entry<Long, Life> before = held.lowerEntry(when.start());
        if (before != null && when.end() < before.getValue().end().start()) {
            throw new AssertionError("nothing was seen at " + when + ", but in was " + before.getValue());
        }
    }

    private Moment since(long start) {
        return new Moment(start, ticks.incrementAndGet());
    }
}
