package dev.backplane.spi.codec;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Writes one JSON value into a sink. Not thread-safe. Output has no line breaks, so that it fits line-framed transports.
 * {@link #close()} must be called before the sink's bytes are complete. Calls in an order that makes no JSON are an
 * {@link IllegalStateException}; surrogates without their pair are written as U+FFFD.
 */
public interface JsonWriter extends AutoCloseable {

    JsonWriter beginObject();

    JsonWriter endObject();

    JsonWriter beginArray();

    JsonWriter endArray();

    JsonWriter name(String name);

    JsonWriter value(String text);

    JsonWriter value(long number);

    /** @throws IllegalArgumentException if the number is not finite */
    JsonWriter value(double number);

    JsonWriter value(boolean bool);

    JsonWriter nullValue();

    /** Writes bytes as standard base64 in a string. */
    JsonWriter base64(byte[] bytes);

    /** Writes one value that is JSON already and valid; line breaks between tokens are taken out. */
    JsonWriter raw(Slice json);

    /**
     * Writes one value that is JSON already, valid and without line breaks, and that nobody changes any more: what remains of the
     * buffer, whose position stays as it is. A large one outside of the heap is not copied where the sink can do without.
     */
    default JsonWriter ready(ByteBuffer json) {
        byte[] copy = new byte[json.remaining()];
        json.duplicate().get(copy);
        return raw(Slice.of(copy));
    }

    /**
     * Writes a JSON value: map, list, string, number, boolean, null or {@code RawJson}.
     *
     * @throws IllegalArgumentException if it contains anything else
     */
    JsonWriter any(@Nullable Object value);

    /** Hands what is still buffered to the sink. */
    @Override
    void close();
}
