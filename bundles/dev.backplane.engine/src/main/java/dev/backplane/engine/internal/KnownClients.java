package dev.backplane.engine.internal;

import dev.backplane.api.Json;
import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.codec.Slice;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What clients have said of themselves in their handshakes, once for all who say the same: most of a fleet does. Bounded:
 * of two whose hash codes collide, the later stays. Thread-safe, without locks.
 */
final class KnownClients {

    /** A power of two. */
    private static final int PLACES = 256;

    /** Longer params are nobody else's, and would be kept for long. */
    private static final int BYTES_MAX = 4_096;

    /**
     * One that is known.
     *
     * @param params the JSON of its {@code initialize} params
     */
    record Known(byte[] params, ClientProfile profile) {}

    private final Codec codec;
    private final AtomicReferenceArray<@Nullable Known> places = new AtomicReferenceArray<>(PLACES);

    KnownClients(Codec codec) {
        this.codec = codec;
    }

    /**
     * Returns what is known of the client that sends these params.
     *
     * @param params are kept; do not change them
     * @param values the params as values
     */
    Known of(byte[] params, Map<String, Object> values) {
        Known known = find(params);
        return known == null ? add(params, values) : known;
    }

    /** Returns what is known of the client that has sent these params; null if they cannot be read. */
    @Nullable
    Known of(byte[] params) {
        Known known = find(params);
        if (known != null) {
            return known;
        }
        return codec.value(Slice.of(params)) instanceof Map<?, ?> values
                ? add(params, Json.object(values, "params"))
                : null;
    }

    private @Nullable Known find(byte[] params) {
        if (params.length > BYTES_MAX) {
            return null;
        }
        Known known = places.get(place(params));
        return known != null && Arrays.equals(known.params(), params) ? known : null;
    }

    private Known add(byte[] params, Map<String, Object> values) {
        Object capabilities = values.getOrDefault("capabilities", Map.of());
        Known known = new Known(
                params, ClientProfile.of(values.get("clientInfo"), Json.object(capabilities, "params.capabilities")));
        if (params.length <= BYTES_MAX) {
            places.set(place(params), known);
        }
        return known;
    }

    private static int place(byte[] params) {
        int hash = Arrays.hashCode(params);
        return (hash ^ hash >>> 16) & (PLACES - 1);
    }
}
