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
 */
public record Completion(List<String> values, @Nullable Integer total, boolean hasMore) {

    /** The protocol's bound on one answer. */
    public static final int MAX_VALUES = 100;

    public static final Completion NONE = new Completion(List.of(), 0, false);

    public Completion {
        values = List.copyOf(values);
        if (values.size() > MAX_VALUES) {
            throw new IllegalArgumentException("completion has " + values.size() + " values, at most " + MAX_VALUES);
        }
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
