package dev.backplane.benchmarks.registry;

import dev.backplane.registry.sharded.internal.ShardedConfig;
import dev.backplane.registry.sharded.internal.ShardedRegistry;
import dev.backplane.registry.single.internal.SingleRegistry;
import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Registry;
import java.lang.annotation.Annotation;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What is measured: the registries, and beside them a map that knows no owners, kinds or statistics. */
public enum Variant {
    bare,
    single,
    sharded;

    /** What all three can do. */
    interface Subject {
        @Nullable
        Entry lookup(Key key);

        @Nullable
        Entry register(Entry entry);

        boolean unregister(Entry entry);
    }

    Subject create() {
        return switch (this) {
            case bare -> new Bare(new ConcurrentHashMap<>());
            case single -> new Real(new SingleRegistry());
            case sharded -> new Real(new ShardedRegistry(new Standard()));
        };
    }

    private record Bare(ConcurrentHashMap<Key, Entry> map) implements Subject {
        @Override
        public @Nullable Entry lookup(Key key) {
            return map.get(key);
        }

        @Override
        public @Nullable Entry register(Entry entry) {
            return map.putIfAbsent(entry.key(), entry);
        }

        @Override
        public boolean unregister(Entry entry) {
            return map.remove(entry.key(), entry);
        }
    }

    private record Real(Registry registry) implements Subject {
        @Override
        public @Nullable Entry lookup(Key key) {
            return registry.lookup(key);
        }

        @Override
        public @Nullable Entry register(Entry entry) {
            return registry.register(entry);
        }

        @Override
        public boolean unregister(Entry entry) {
            return registry.unregister(entry);
        }
    }

    /** The configuration as it is where nobody has configured anything. */
    @SuppressWarnings("BadAnnotationImplementation")
    private static final class Standard implements ShardedConfig {
        @Override
        public int shards() {
            return 0;
        }

        @Override
        public Class<? extends Annotation> annotationType() {
            return ShardedConfig.class;
        }
    }
}
