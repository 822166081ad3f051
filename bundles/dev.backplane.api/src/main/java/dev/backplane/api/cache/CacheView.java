package dev.backplane.api.cache;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The values of one namespace, seen as one type. Thread-safe; operations on one key are linearizable on this node. Views are
 * cheap, but to be kept rather than made for each call.
 *
 * @param <T> the type; arrays are not copied: do not change what was put or got
 */
@ProviderType
public interface CacheView<T> {

    /** Returns the name of the namespace. */
    String namespace();

    /** Returns the same values, put and loaded under another policy. */
    CacheView<T> with(CachePolicy policy);

    /** Returns the same values, seen as another type. */
    <U> CacheView<U> as(CacheConverter<U> converter);

    /** Returns the value, or null where there is none; one that is to be renewed, too, as long as it has not expired. */
    @Nullable
    Cached<T> get(String key);

    /** Returns the values of those keys that have one; from a tier that is far, in one round trip. */
    Map<String, Cached<T>> getAll(Collection<String> keys);

    /**
     * Returns the value, or loads it where there is none. Of all that want a value at once one loads it, on its own thread, and the
     * others wait for that, at most as long as is configured. A value that is to be renewed is returned at once, and loaded in the
     * background. The loader may use the cache; it must not wait for what needs the same key.
     *
     * @return null: there is nothing, as the loader says or has said
     * @throws CacheLoadException if the loader threw something checked, or somebody else's loader takes too long; what it threw
     *     unchecked is thrown as it is, to all who wait
     */
    @Nullable
    Cached<T> getOrLoad(String key, CacheLoader<T> loader);

    /** Puts a value in the place of an earlier one. What depends on that is forgotten. */
    Cached<T> put(String key, T value);

    /** Puts a value, under a policy of its own. */
    Cached<T> put(String key, T value, CachePolicy policy);

    /** Forgets the value, and what depends on it. */
    void remove(String key);

    /** Forgets all values of the namespace, and what depends on them; what is put meanwhile, too, or not. */
    void clear();
}
