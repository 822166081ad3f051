package dev.backplane.spi.cache;

/**
 * What a tier has of one namespace.
 *
 * @param bytes the sum of {@link CachedValue#weight}
 */
public record NamespaceSize(String namespace, long entries, long bytes) {}
