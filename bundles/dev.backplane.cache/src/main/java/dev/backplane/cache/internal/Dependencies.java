package dev.backplane.cache.internal;

import dev.backplane.api.cache.CacheDependency;
import dev.backplane.api.cache.CachePolicy;
import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CachedValue;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells the tags of a value from its policy, and from what it was made from. Thread-safe. */
final class Dependencies {

    private final List<Line> lines;

    Dependencies(List<Line> lines) {
        this.lines = List.copyOf(lines);
    }

    /**
     * Returns all tags that a value is to have: its own, those of what it depends on, and those of what that depends on.
     *
     * @param frame what its loader got; null: no loader made it
     * @return null: they cannot be told, as a tier cannot be asked
     */
    @Nullable
    Set<String> tags(CachePolicy policy, Frames.@Nullable Frame frame) {
        if (policy.tags().isEmpty() && policy.dependencies().isEmpty()) {
            return Set.of();
        }
        Set<String> tags = new LinkedHashSet<>();
        policy.tags().forEach(tag -> tags.add(Tags.named(tag)));
        for (CacheDependency dependency : policy.dependencies()) {
            CacheKey key = new CacheKey(dependency.namespace(), dependency.key());
            tags.add(Tags.madeFrom(key));
            tags.add(Tags.madeFrom(key.namespace()));
            if (frame != null) {
                tags.addAll(frame.tags(key));
            }
            try {
                for (Line line : lines) {
                    CachedValue value = line.peek(key);
                    if (value != null) {
                        tags.addAll(value.tags());
                    }
                }
            } catch (RuntimeException e) {
                return null;
            }
        }
        return tags;
    }
}
