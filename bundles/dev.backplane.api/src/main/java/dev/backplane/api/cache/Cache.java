package dev.backplane.api.cache;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The cache: an OSGi service that plugins inject. Thread-safe.
 *
 * <p>Any value may be gone at any time, and there may be no tier at all: then each value is loaded each time, at once for all who
 * want it meanwhile. What is removed or invalidated is not found afterwards, nor is what was loaded from before that; on other
 * nodes, as soon as they have heard of it.
 */
@ProviderType
public interface Cache {

    /**
     * Returns the values of a namespace, as bytes. Whoever names it shares it; a plugin uses its bundle's name, or what begins
     * with that.
     *
     * @param name 1 to {@value #NAME_MAX} letters, digits, and {@code . - _}
     * @param policy how long values live, where nothing else is said
     * @throws IllegalArgumentException if the name is no such
     */
    CacheView<byte[]> namespace(String name, CachePolicy policy);

    int NAME_MAX = 100;

    /** Forgets all values that have the tag, in all namespaces, and all that depend on them. */
    void invalidate(String tag);

    /** Returns the figures of all tiers and namespaces as they are now. */
    CacheStatistics statistics();
}
