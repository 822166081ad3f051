package dev.backplane.api.cache;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Has the cache hold records, as JSON: an OSGi service that plugins inject. Thread-safe.
 *
 * <pre>{@code
 * CacheView<Forecast> forecasts =
 *         cache.namespace("com.example.weather", CachePolicy.live(Duration.ofMinutes(10))).as(records.of(Forecast.class));
 * }</pre>
 */
@ProviderType
public interface RecordConverters {

    /**
     * Returns the converter of a record class, whose components are what those of a tool's arguments may be. It is to be kept rather
     * than made for each call. A value that was kept before the class changed, and does not fit any more, is taken for missing.
     *
     * <p>The converter throws an {@link IllegalArgumentException} for a record that would not be read again, such as one with null in
     * a component that is not nullable.
     *
     * @throws IllegalArgumentException if a component's type has no equal in JSON; the message names it
     */
    <R extends Record> CacheConverter<R> of(Class<R> type);
}
