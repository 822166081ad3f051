package dev.backplane.api.cache;

/**
 * A value in the cache. Times are milliseconds since the epoch.
 *
 * @param etag tells contents apart, as HTTP's strong entity tags do (without their quotes): the same for the same bytes,
 *     whichever tier or node they come from
 * @param length its bytes
 * @param created when it was made
 * @param expires when it goes at the latest; {@link Long#MAX_VALUE}: never
 * @param stale whether it is about to be renewed
 */
public record Cached<T>(T value, String etag, int length, long created, long expires, boolean stale) {}
