package dev.backplane.cache.internal;

import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CacheWatcher;
import java.util.Collection;

/** Has the tiers that are faster than one forget what other nodes have changed in that one. Thread-safe. */
final class Watcher implements CacheWatcher {

    private final Composer composer;
    private final int line;

    Watcher(Composer composer, int line) {
        this.composer = composer;
        this.line = line;
    }

    @Override
    public void written(Collection<CacheKey> keys) {
        keys.forEach(key -> composer.writtenElsewhere(line, key));
    }

    @Override
    public void invalidated(Collection<String> tags) {
        tags.forEach(tag -> composer.invalidatedElsewhere(line, tag));
    }

    @Override
    public void cleared(String namespace) {
        composer.clearedElsewhere(line, namespace);
    }

    @Override
    public void missed() {
        composer.missedElsewhere(line);
    }
}
