package dev.backplane.api;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Suggestions for an argument.
 *
 * @param values best first, at most 100
 * @param total how many there are in all; null: unknown
 * @param hasMore more than {@code values} exist
 * @param caching how long equal questions are answered with the same; null: each is asked anew
 */
public record Completion(
        List<String> values,
        @Nullable Integer total,
        boolean hasMore,
        @Nullable ResultCaching caching) {

    /** The protocol's bound on one answer. */
    public static final int MAX_VALUES = 100;

    public static final Completion NONE = new Completion(List.of(), 0, false);

    public Completion {
        values = List.copyOf(values);
        if (values.size() > MAX_VALUES) {
            throw new IllegalArgumentException("completion has " + values.size() + " values, at most " + MAX_VALUES);
        }
    }

    /** Makes suggestions that are asked for anew each time. */
    public Completion(List<String> values, @Nullable Integer total, boolean hasMore) {
        this(values, total, hasMore, null);
    }

    /**
     * Has the platform answer equal questions (the same argument, text and other arguments) with the same for a while, where it has
     * a cache; people type slower than lists change, so keep it short.
     */
    public Completion cached(ResultCaching how) {
        return new Completion(values, total, hasMore, how);
    }

    /** Takes the candidates that start with the prefix, whatever the case, in order, the first 100 of them. */
    public static Completion ofMatching(Collection<String> candidates, String prefix) {
        List<String> matching = candidates.stream()
                .filter(candidate -> candidate.regionMatches(true, 0, prefix, 0, prefix.length()))
                .toList();
        int shown = Math.min(matching.size(), MAX_VALUES);
        return new Completion(matching.subList(0, shown), matching.size(), shown < matching.size());
    }
}
