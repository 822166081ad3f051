package dev.backplane.engine.internal;

import dev.backplane.spi.codec.JsonWriter;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A result, still to be written.
 *
 * @param type the {@code resultType} that revision 2026-07-28 demands
 * @param members writes the members of the result object, without {@code resultType} and {@code _meta}
 * @param meta the {@code _meta}, JSON values
 */
record Outcome(String type, Consumer<JsonWriter> members, Map<String, Object> meta) {

    static final String COMPLETE = "complete";

    /** A result without members. */
    static final Outcome EMPTY = of(out -> {});

    static Outcome of(Consumer<JsonWriter> members) {
        return new Outcome(COMPLETE, members, Map.of());
    }
}
