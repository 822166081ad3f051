package dev.backplane.spi.cache;

/**
 * What a cached value is found under.
 *
 * @param namespace whose it is, such as {@code results}; never empty
 * @param key unique within the namespace
 */
public record CacheKey(String namespace, String key) {

    public CacheKey {
        if (namespace.isEmpty()) {
            throw new IllegalArgumentException("the namespace of " + key + " is empty");
        }
    }

    @Override
    public int hashCode() {
        return 31 * key.hashCode() + namespace.hashCode();
    }
}
