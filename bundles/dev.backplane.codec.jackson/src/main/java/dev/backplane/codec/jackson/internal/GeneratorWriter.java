package dev.backplane.codec.jackson.internal;

import dev.backplane.api.RawJson;
import dev.backplane.spi.codec.ByteSink;
import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.codec.JsonWriter;
import dev.backplane.spi.codec.Slice;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Writes JSON through Jackson's generator. Not thread-safe. Jackson lets some calls pass that make no JSON (a second
 * value, a name without a value), so the order is checked here: anything else is an {@link IllegalStateException}.
 *
 * <p>Two flags tell what may come: {@code named}, a member's value; {@code complete}, nothing. Which of array and object
 * is open at each depth is one bit of {@code objects}.
 */
final class GeneratorWriter implements JsonWriter {

    private final JsonGenerator out;
    private final ByteSink sink;
    private final long[] objects = new long[Codec.MAX_DEPTH / Long.SIZE];
    private int depth;
    private boolean complete;
    private boolean named;
    private boolean closed;

    GeneratorWriter(JsonGenerator out, ByteSink sink) {
        this.out = out;
        this.sink = sink;
    }

    @Override
    public JsonWriter beginObject() {
        begin(true);
        out.writeStartObject();
        return this;
    }

    @Override
    public JsonWriter endObject() {
        end(true);
        out.writeEndObject();
        return this;
    }

    @Override
    public JsonWriter beginArray() {
        begin(false);
        out.writeStartArray();
        return this;
    }

    @Override
    public JsonWriter endArray() {
        end(false);
        out.writeEndArray();
        return this;
    }

    private void begin(boolean object) {
        if (depth == Codec.MAX_DEPTH) {
            throw new IllegalStateException("nesting exceeds " + Codec.MAX_DEPTH);
        }
        beforeValue();
        long bit = 1L << depth;
        int word = depth / Long.SIZE;
        objects[word] = object ? objects[word] | bit : objects[word] & ~bit;
        depth++;
    }

    private void end(boolean object) {
        requireOpen();
        if (depth == 0 || inObject() != object || named) {
            throw new IllegalStateException(object ? "no object to end here" : "no array to end here");
        }
        depth--;
    }

    private boolean inObject() {
        return depth > 0 && (objects[(depth - 1) / Long.SIZE] & 1L << (depth - 1)) != 0;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the writer is closed");
        }
    }

    @Override
    public JsonWriter name(String name) {
        requireOpen();
        if (named || !inObject()) {
            throw new IllegalStateException("no member can begin here");
        }
        out.writeName(Surrogates.paired(name));
        named = true;
        return this;
    }

    private void beforeValue() {
        requireOpen();
        if (depth == 0 ? complete : inObject() && !named) {
            throw new IllegalStateException(depth == 0 ? "the value is complete" : "a member needs a name");
        }
        named = false;
        complete = true;
    }

    @Override
    public JsonWriter value(String text) {
        beforeValue();
        out.writeString(Surrogates.paired(text));
        return this;
    }

    @Override
    public JsonWriter value(long number) {
        beforeValue();
        out.writeNumber(number);
        return this;
    }

    @Override
    public JsonWriter value(double number) {
        if (!Double.isFinite(number)) {
            throw new IllegalArgumentException("JSON has no " + number);
        }
        beforeValue();
        out.writeNumber(number);
        return this;
    }

    @Override
    public JsonWriter value(boolean bool) {
        beforeValue();
        out.writeBoolean(bool);
        return this;
    }

    @Override
    public JsonWriter nullValue() {
        beforeValue();
        out.writeNull();
        return this;
    }

    @Override
    public JsonWriter base64(byte[] bytes) {
        beforeValue();
        out.writeBinary(bytes);
        return this;
    }

    @Override
    public JsonWriter raw(Slice json) {
        raw(json.array(), json.offset(), json.offset() + json.length());
        return this;
    }

    /** Writes bytes that are JSON, without their line breaks, past Jackson, which takes raw text as characters alone. */
    private void raw(byte[] bytes, int from, int to) {
        beforeValue();
        out.writeRawValue(""); // what separates it from the value before
        out.flush();
        int run = from;
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n' || bytes[i] == '\r') {
                sink.write(bytes, run, i - run);
                run = i + 1;
            }
        }
        sink.write(bytes, run, to - run);
    }

    @Override
    public JsonWriter any(@Nullable Object value) {
        if (value == null) {
            return nullValue();
        } else if (value instanceof String text) {
            return value(text);
        } else if (value instanceof Number number) {
            return number(number);
        } else if (value instanceof Boolean bool) {
            return value(bool.booleanValue());
        } else if (value instanceof Map<?, ?> map) {
            return map(map);
        } else if (value instanceof Collection<?> list) {
            return list(list);
        } else if (value instanceof RawJson raw) {
            byte[] bytes = Surrogates.paired(raw.text()).getBytes(StandardCharsets.UTF_8);
            raw(bytes, 0, bytes.length);
            return this;
        }
        throw new IllegalArgumentException(value.getClass().getName() + " is no JSON value");
    }

    private JsonWriter map(Map<?, ?> map) {
        boundDepth();
        beginObject();
        for (Map.Entry<?, ?> member : map.entrySet()) {
            if (!(member.getKey() instanceof String name)) {
                String type = member.getKey() == null
                        ? "null"
                        : member.getKey().getClass().getName();
                throw new IllegalArgumentException(type + " is no member name");
            }
            name(name);
            any(member.getValue());
        }
        return endObject();
    }

    private JsonWriter list(Collection<?> list) {
        boundDepth();
        beginArray();
        for (Object element : list) {
            any(element);
        }
        return endArray();
    }

    /** What a caller hands in may contain itself. */
    private void boundDepth() {
        if (depth == Codec.MAX_DEPTH) {
            throw new IllegalArgumentException("nesting exceeds " + Codec.MAX_DEPTH);
        }
    }

    private JsonWriter number(Number number) {
        if (number instanceof Long || number instanceof Integer || number instanceof Short || number instanceof Byte) {
            return value(number.longValue());
        }
        if (number instanceof Double) {
            return value(number.doubleValue());
        }
        String text = number.toString();
        if (!Numbers.isNumber(text) && number instanceof BigDecimal decimal) {
            // the same number, but never longer than what it was read from
            text = decimal.unscaledValue() + "E" + -(long) decimal.scale();
        }
        if (!Numbers.isNumber(text)) {
            throw new IllegalArgumentException(number.getClass().getName() + " is no number within the bounds");
        }
        beforeValue();
        out.writeNumber(text);
        return this;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            out.close();
        }
    }
}
