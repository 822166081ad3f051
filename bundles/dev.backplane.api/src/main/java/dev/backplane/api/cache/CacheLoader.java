package dev.backplane.api.cache;

import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/** Makes values that are not in the cache. */
@ConsumerType
@FunctionalInterface
public interface CacheLoader<T> {

    /**
     * Makes the value.
     *
     * @return null: there is nothing, which is kept as long as the policy says ({@link CachePolicy#negativeFor})
     * @throws Exception if it cannot; not kept, unless the policy says so ({@link CachePolicy#failuresFor})
     */
    @Nullable
    Loaded<T> load(String key) throws Exception;
}
