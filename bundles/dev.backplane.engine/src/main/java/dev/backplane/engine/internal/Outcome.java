package dev.backplane.engine.internal;

import dev.backplane.spi.codec.JsonWriter;
import dev.backplane.spi.codec.Slice;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A result, still to be written.
 *
 * @param type the {@code resultType} that revision 2026-07-28 demands
 * @param members writes the members of the result object, without {@code resultType} and {@code _meta}
 * @param meta the {@code _meta}, JSON values
 * @param origin whose result it is, who hears of it if it cannot be written; null: nobody's
 * @param lasting how long it may be kept; null: not at all, and clients are told nothing of it
 * @param failed whether it tells that the tool that was called has failed
 */
record Outcome(
        String type,
        Consumer<JsonWriter> members,
        Map<String, Object> meta,
        @Nullable Origin origin,
        @Nullable Lasting lasting,
        boolean failed) {

    /**
     * How long a result may be kept.
     *
     * @param millis zero: not at all
     * @param shared for all callers; otherwise for its own
     * @param told whether clients of revision 2026-07-28 are told, so that they may keep it themselves
     * @param tags by which it is forgotten here
     */
    record Lasting(long millis, boolean shared, boolean told, Set<String> tags) {}

    /** What has made a result. */
    interface Origin {

        /** Returns its name, for its caller. */
        String name();

        /** Hears that the result could not be written. */
        void unwritable(Throwable why);
    }

    static final String COMPLETE = "complete";

    /** The type of one whose members write the whole object, its braces and all the rest included. */
    private static final String WHOLE = "whole";

    /** A result without members. */
    static final Outcome EMPTY = of(out -> {});

    Outcome(String type, Consumer<JsonWriter> members, Map<String, Object> meta) {
        this(type, members, meta, null, null, false);
    }

    static Outcome of(Consumer<JsonWriter> members) {
        return new Outcome(COMPLETE, members, Map.of());
    }

    Outcome from(Origin maker) {
        return new Outcome(type, members, meta, maker, lasting, failed);
    }

    Outcome lasting(Lasting time) {
        return new Outcome(type, members, meta, origin, time, failed);
    }

    /** Returns the same, which tells of a failure. */
    Outcome asFailed() {
        return new Outcome(type, members, meta, origin, lasting, true);
    }

    /** Makes one of a result object that is encoded already, for the revision that it goes to. */
    static Outcome whole(Slice result) {
        return new Outcome(WHOLE, out -> out.raw(result), Map.of());
    }

    /** Tells whether it is one of those. */
    boolean isWhole() {
        return type.equals(WHOLE);
    }
}
