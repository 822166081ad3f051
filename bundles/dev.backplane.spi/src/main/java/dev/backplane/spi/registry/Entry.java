package dev.backplane.spi.registry;

import java.util.Map;

/**
 * One entry. Compared by identity in {@link Registry#replace} and {@link Registry#unregister}.
 *
 * @param value what is found; not interpreted by the registry
 * @param metadata for people and statistics
 */
public record Entry(Key key, Object value, Owner owner, Map<String, String> metadata) {

    public Entry {
        metadata = Map.copyOf(metadata);
    }

    public Entry(Key key, Object value, Owner owner) {
        this(key, value, owner, Map.of());
    }
}
