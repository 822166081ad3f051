package dev.backplane.api.cache;

/** Another value that a value was made from: when that one is put anew, removed or invalidated, this one goes, too. */
public record CacheDependency(String namespace, String key) {}
