package dev.backplane.api.cache;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * How long values live, and what takes them away. Immutable. Durations count in milliseconds.
 *
 * @param timeToLive from when a value was made until it is to be renewed; at least a millisecond
 * @param staleFor how long after that it still serves while it is renewed in the background; zero: not at all
 * @param timeToIdle how long a tier keeps it without its being used there; zero: as long as it lives otherwise
 * @param negativeFor how long it is kept that there is nothing; zero: not at all
 * @param failuresFor how long a loader's failure is kept, and thrown again; zero: not at all
 * @param tags by which values are invalidated, {@link Cache#invalidate}
 * @param dependencies values that it was made from, and those that they depend on
 */
public record CachePolicy(
        Duration timeToLive,
        Duration staleFor,
        Duration timeToIdle,
        Duration negativeFor,
        Duration failuresFor,
        Set<String> tags,
        Set<CacheDependency> dependencies) {

    /** The longest that anything may last. */
    public static final Duration MAX = Duration.ofDays(365);

    public CachePolicy {
        within("timeToLive", timeToLive, Duration.ofMillis(1));
        within("staleFor", staleFor, Duration.ZERO);
        within("timeToIdle", timeToIdle, Duration.ZERO);
        within("negativeFor", negativeFor, Duration.ZERO);
        within("failuresFor", failuresFor, Duration.ZERO);
        tags = Set.copyOf(tags);
        dependencies = Set.copyOf(dependencies);
    }

    private static void within(String name, Duration value, Duration least) {
        if (value.compareTo(least) < 0 || value.compareTo(MAX) > 0) {
            throw new IllegalArgumentException(name + " is " + value + ", must be " + least + " to " + MAX);
        }
    }

    /** Returns a policy by which values live so long, and that says nothing else. */
    public static CachePolicy live(Duration time) {
        return new CachePolicy(time, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Set.of(), Set.of());
    }

    /** Has values serve on for so long while they are renewed. */
    public CachePolicy staleFor(Duration time) {
        return new CachePolicy(timeToLive, time, timeToIdle, negativeFor, failuresFor, tags, dependencies);
    }

    /** Has values go when they were not used for so long. */
    public CachePolicy idle(Duration time) {
        return new CachePolicy(timeToLive, staleFor, time, negativeFor, failuresFor, tags, dependencies);
    }

    /** Keeps for so long that there is nothing. */
    public CachePolicy negativeFor(Duration time) {
        return new CachePolicy(timeToLive, staleFor, timeToIdle, time, failuresFor, tags, dependencies);
    }

    /** Keeps failures for so long. */
    public CachePolicy failuresFor(Duration time) {
        return new CachePolicy(timeToLive, staleFor, timeToIdle, negativeFor, time, tags, dependencies);
    }

    /** Adds tags. */
    public CachePolicy tagged(String... more) {
        Set<String> all = new LinkedHashSet<>(tags);
        all.addAll(Set.of(more));
        return new CachePolicy(timeToLive, staleFor, timeToIdle, negativeFor, failuresFor, all, dependencies);
    }

    /** Adds a value that others are made from. */
    public CachePolicy dependingOn(String namespace, String key) {
        Set<CacheDependency> all = new LinkedHashSet<>(dependencies);
        all.add(new CacheDependency(namespace, key));
        return new CachePolicy(timeToLive, staleFor, timeToIdle, negativeFor, failuresFor, tags, all);
    }
}
