package dev.backplane.cache.internal;

import dev.backplane.api.cache.CacheConverter;
import dev.backplane.api.cache.CacheLoader;
import dev.backplane.api.cache.CachePolicy;
import dev.backplane.api.cache.CacheView;
import dev.backplane.api.cache.Cached;
import dev.backplane.api.cache.Loaded;
import dev.backplane.cache.internal.Loads.Made;
import dev.backplane.cache.internal.Meter.Count;
import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CachedValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The values of one namespace, as one type. Immutable. */
final class NamespaceView<T> implements CacheView<T> {

    private static final byte[] NOTHING = {};

    /** How often a value is put anew that an invalidation has overtaken; then it is as if that had come after it. */
    private static final int PUT_ATTEMPTS = 16;

    private final Parts parts;
    private final String namespace;
    private final CachePolicy policy;
    private final CacheConverter<T> converter;
    private final Meter meter;

    NamespaceView(Parts parts, String namespace, CachePolicy policy, CacheConverter<T> converter) {
        this.parts = parts;
        this.namespace = namespace;
        this.policy = policy;
        this.converter = converter;
        this.meter = parts.meters().of(namespace);
    }

    @Override
    public String namespace() {
        return namespace;
    }

    @Override
    public CacheView<T> with(CachePolicy other) {
        return new NamespaceView<>(parts, namespace, other, converter);
    }

    @Override
    public <U> CacheView<U> as(CacheConverter<U> other) {
        return new NamespaceView<>(parts, namespace, policy, other);
    }

    // ---- reads -----------------------------------------------------------------------------------------------------

    @Override
    public @Nullable Cached<T> get(String key) {
        CacheKey at = key(key);
        CachedValue value = parts.composer().get(at, meter);
        return value == null ? null : seen(at, value);
    }

    @Override
    public Map<String, Cached<T>> getAll(Collection<String> keys) {
        Map<String, Cached<T>> found = new HashMap<>();
        parts.composer()
                .getAll(keys.stream().map(this::key).distinct().toList(), meter)
                .forEach((key, value) -> {
                    Cached<T> seen = seen(key, value);
                    if (seen != null) {
                        found.put(key.key(), seen);
                    }
                });
        return found;
    }

    @Override
    public @Nullable Cached<T> getOrLoad(String key, CacheLoader<T> loader) {
        CacheKey at = key(key);
        CachedValue value = parts.composer().get(at, meter);
        Cached<T> seen = value == null ? null : seen(at, value);
        if (value == null || (seen == null && !value.negative())) {
            value = parts.loads().load(at, meter, () -> make(at, loader));
            seen = value == null ? null : seen(at, value);
        } else if (stale(value)) {
            meter.count(Count.STALE);
            parts.loads().renew(at, meter, () -> make(at, loader));
        }
        if (value != null) {
            Loads.check(at, value);
        }
        return seen;
    }

    /** Returns the value as others see it; null where it is negative, or not of the type. */
    private @Nullable Cached<T> seen(CacheKey key, CachedValue value) {
        parts.frames().got(key, value.tags());
        if (value.negative()) {
            return null;
        }
        T converted;
        try {
            converted = converter.ofBytes(value.bytes());
        } catch (IllegalArgumentException e) {
            parts.composer().remove(key);
            return null;
        }
        return new Cached<>(converted, value.etag(), value.length(), value.created(), value.expires(), stale(value));
    }

    private boolean stale(CachedValue value) {
        return value.freshUntil() != value.expires()
                && value.stale(parts.clock().millis());
    }

    // ---- writes ----------------------------------------------------------------------------------------------------

    @Override
    public Cached<T> put(String key, T value) {
        return put(key, value, policy);
    }

    @Override
    public Cached<T> put(String key, T value, CachePolicy how) {
        CacheKey at = key(key);
        CachedValue made = value(converter.toBytes(value), how, Set.of());
        boolean kept = false;
        for (int i = 0; i < PUT_ATTEMPTS && !kept; i++) {
            long began = parts.composer().stamps().now();
            Set<String> tags = parts.dependencies().tags(how, null);
            if (tags == null) {
                // what it depends on cannot be told now, so it cannot be kept
                break;
            }
            kept = parts.composer().keep(at, tags.isEmpty() ? made : made.tagged(tags), began, null, true);
        }
        if (!kept) {
            parts.composer().remove(at);
        }
        return new Cached<>(value, made.etag(), made.length(), made.created(), made.expires(), false);
    }

    @Override
    public void remove(String key) {
        parts.composer().remove(key(key));
    }

    @Override
    public void clear() {
        parts.composer().clear(namespace);
        parts.held().clear(namespace);
    }

    // ---- loading ---------------------------------------------------------------------------------------------------

    private Made make(CacheKey key, CacheLoader<T> loader) {
        Frames.Frame frame = parts.frames().enter();
        Loaded<T> loaded;
        try {
            loaded = loader.load(key.key());
        } catch (Exception e) {
            return failed(e);
        } finally {
            parts.frames().leave(frame);
        }
        CachePolicy how = loaded == null || loaded.policy() == null ? policy : loaded.policy();
        Set<String> tags = parts.dependencies().tags(how, frame);
        Set<String> known = tags == null ? Set.of() : tags;
        if (loaded == null) {
            boolean keep = !how.negativeFor().isZero();
            return new Made(keep ? negative(NOTHING, "", how.negativeFor(), known) : null, keep && tags != null, null);
        }
        return new Made(value(converter.toBytes(loaded.value()), how, known), tags != null, null);
    }

    private Made failed(Exception failure) {
        if (policy.failuresFor().isZero() || Loads.abandoned(failure)) {
            return new Made(null, false, failure);
        }
        byte[] message = String.valueOf(failure).getBytes(StandardCharsets.UTF_8);
        Set<String> tags = parts.dependencies().tags(policy, null);
        return new Made(
                negative(message, Loads.FAILURE, policy.failuresFor(), tags == null ? Set.of() : tags),
                tags != null,
                failure);
    }

    private CachedValue value(byte[] content, CachePolicy how, Set<String> tags) {
        long now = parts.clock().millis();
        long freshUntil = now + how.timeToLive().toMillis();
        return new CachedValue(
                content,
                "",
                content.length,
                Contents.etag(content),
                now,
                freshUntil,
                freshUntil + how.staleFor().toMillis(),
                how.timeToIdle().toMillis(),
                tags,
                false);
    }

    private CachedValue negative(byte[] content, String encoding, Duration time, Set<String> tags) {
        long now = parts.clock().millis();
        long expires = now + time.toMillis();
        return new CachedValue(content, encoding, content.length, "", now, expires, expires, 0, tags, true);
    }

    private CacheKey key(String key) {
        return new CacheKey(namespace, key);
    }
}
