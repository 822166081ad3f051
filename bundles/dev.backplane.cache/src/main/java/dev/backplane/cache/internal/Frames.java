package dev.backplane.cache.internal;

import dev.backplane.spi.cache.CacheKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a loader got from the cache while it ran, on its thread: so that what it makes from that has all tags of it, though it may
 * have gone from the cache in between.
 */
final class Frames {

    /** What one loader got. */
    static final class Frame {
        private final @Nullable Frame outer;
        private final Map<CacheKey, Set<String>> seen = new HashMap<>();

        private Frame(@Nullable Frame outer) {
            this.outer = outer;
        }

        /** Returns the tags that a value had when the loader got it; empty: it did not. */
        Set<String> tags(CacheKey key) {
            return seen.getOrDefault(key, Set.of());
        }
    }

    private final ThreadLocal<Frame> current = new ThreadLocal<>();

    /** Begins a loader's run on this thread. */
    Frame enter() {
        Frame frame = new Frame(current.get());
        current.set(frame);
        return frame;
    }

    /** Ends it. */
    void leave(Frame frame) {
        if (frame.outer == null) {
            current.remove();
        } else {
            current.set(frame.outer);
        }
    }

    /** Notes that a value was got, on this thread. */
    void got(CacheKey key, Set<String> tags) {
        Frame frame = current.get();
        if (frame != null) {
            frame.seen.computeIfAbsent(key, k -> new HashSet<>()).addAll(tags);
        }
    }
}
