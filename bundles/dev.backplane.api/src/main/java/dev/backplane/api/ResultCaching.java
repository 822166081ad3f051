package dev.backplane.api;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * How long the platform may answer equal calls of a tool with what an earlier one was answered: {@link ToolInfo#cached}. Immutable.
 *
 * <p>Calls are equal that have the same arguments, whatever the order of their members and however numbers and text are spelled,
 * in the same protocol revision. Only what succeeds is kept, and only if the handler had no use for the call itself: one that
 * reports progress, logs, asks, detaches or reads {@link CallContext#meta} is run each time.
 *
 * @param timeToLive from the end of the call that is kept, a millisecond to 365 days; counts in milliseconds
 * @param shared true: for every caller, and then a call whose handler looks at {@link CallContext#caller} is not kept; false: for
 *     the same caller alone, which is the principal, or else the session; one who has neither gets nothing that is kept
 * @param tags by which results are forgotten, {@link dev.backplane.api.cache.Cache#invalidate}
 */
public record ResultCaching(Duration timeToLive, boolean shared, Set<String> tags) {

    /** The longest that a result may live. */
    public static final Duration MAX = Duration.ofDays(365);

    public ResultCaching {
        if (timeToLive.toMillis() < 1 || timeToLive.compareTo(MAX) > 0) {
            throw new IllegalArgumentException("timeToLive is " + timeToLive + ", must be PT0.001S to " + MAX);
        }
        tags = Set.copyOf(tags);
    }

    /** Keeps results for the same caller. */
    public static ResultCaching forCaller(Duration timeToLive) {
        return new ResultCaching(timeToLive, false, Set.of());
    }

    /** Keeps results for everybody: they depend on nothing but the arguments. */
    public static ResultCaching forAll(Duration timeToLive) {
        return new ResultCaching(timeToLive, true, Set.of());
    }

    /** Adds tags. */
    public ResultCaching tagged(String... more) {
        Set<String> all = new LinkedHashSet<>(tags);
        all.addAll(List.of(more));
        return new ResultCaching(timeToLive, shared, all);
    }
}
