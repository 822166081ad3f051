package dev.backplane.spi.codec;

import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Translates between bytes and JSON-RPC 2.0 messages. Slot {@code codec}. Implementations are thread-safe and keep no
 * state between messages.
 *
 * <p>Strict: RFC 8259 grammar, valid UTF-8 without byte order mark, surrogate escapes in pairs, nesting of at most
 * {@value #MAX_DEPTH}, numbers of at most 1,000 digits and a scale (exponent less digits of the fraction) of at most
 * 100,000 either way, no duplicate member names in the message, its params and objects handed to {@link #members};
 * everything else is a {@link CodecException}. Time is linear in the length of the input.
 *
 * <p>An implementation can be configured not to validate UTF-8. Then malformed bytes within strings read as U+FFFD, as
 * {@code new String(bytes, UTF_8)} reads them, wherever text is made of them: names, methods, {@link #value},
 * {@link Slice#text}. What stays a slice may have the bytes as they came, and {@link JsonWriter#raw} writes those. Nothing
 * else changes: malformed bytes outside of strings are refused, and never hide a quote, a backslash or a line break.
 */
@ConsumerType
public interface Codec {

    /** Arrays and objects that may stand within each other. */
    int MAX_DEPTH = 128;

    /** Messages in a batch; a longer one is decoded as {@link Message.Invalid}. */
    int MAX_BATCH = 10_000;

    /**
     * Decodes one message in a single scan: the whole text is checked, and values that the engine may not need stay
     * bytes.
     *
     * @throws CodecException if the bytes are not JSON within the bounds
     */
    Message decode(Slice json);

    /**
     * Indexes the members of an object that an earlier scan has checked.
     *
     * @throws CodecException if it is no object
     */
    Members members(Slice object);

    /**
     * Parses a value into maps, lists, strings, numbers, booleans and nulls, as {@code dev.backplane.api.Json} says.
     * Of members with the same name the last one counts.
     *
     * @throws CodecException if the bytes are not one JSON value within the bounds
     */
    @Nullable
    Object value(Slice json);

    /** Returns a writer of one value into the sink. */
    JsonWriter writer(ByteSink sink);
}
