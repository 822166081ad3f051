package dev.backplane.codec.gson.internal;

import dev.backplane.api.RawJson;
import dev.backplane.spi.codec.ByteSink;
import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.codec.JsonWriter;
import dev.backplane.spi.codec.Slice;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON as UTF-8 through a borrowed buffer. Not thread-safe. Checks that calls come in an order that makes JSON:
 * anything else is an {@link IllegalStateException}.
 *
 * <p>Commas need one flag, {@code filled}: something stands before in the same array or object. Which of the two is open
 * at each depth is one bit of {@code objects}.
 */
final class Utf8JsonWriter implements JsonWriter {

    /** Input bytes of one step of base64; a multiple of three, and its text fits the buffer. */
    private static final int BASE64_STEP = 3 * 2_000;

    private final Utf8Output out;
    private final long[] objects = new long[Codec.MAX_DEPTH / Long.SIZE];
    private int depth;
    private boolean filled;
    private boolean named;

    Utf8JsonWriter(ByteSink sink, Scratch scratch) {
        out = new Utf8Output(sink, scratch);
    }

    @Override
    public JsonWriter beginObject() {
        begin(true);
        return this;
    }

    @Override
    public JsonWriter endObject() {
        end(true);
        return this;
    }

    @Override
    public JsonWriter beginArray() {
        begin(false);
        return this;
    }

    @Override
    public JsonWriter endArray() {
        end(false);
        return this;
    }

    private void begin(boolean object) {
        if (depth == Codec.MAX_DEPTH) {
            throw new IllegalStateException("nesting exceeds " + Codec.MAX_DEPTH);
        }
        beforeValue();
        out.put(object ? '{' : '[');
        long bit = 1L << depth;
        int word = depth / Long.SIZE;
        objects[word] = object ? objects[word] | bit : objects[word] & ~bit;
        depth++;
        filled = false;
    }

    private void end(boolean object) {
        if (depth == 0 || inObject() != object || named) {
            throw new IllegalStateException(object ? "no object to end here" : "no array to end here");
        }
        out.put(object ? '}' : ']');
        depth--;
        filled = true;
    }

    private boolean inObject() {
        return depth > 0 && (objects[(depth - 1) / Long.SIZE] & 1L << (depth - 1)) != 0;
    }

    @Override
    public JsonWriter name(String name) {
        if (named || !inObject()) {
            throw new IllegalStateException("no member can begin here");
        }
        if (filled) {
            out.put(',');
        }
        out.string(name);
        out.put(':');
        named = true;
        return this;
    }

    private void beforeValue() {
        if (named) {
            named = false;
        } else if (depth == 0 ? filled : inObject()) {
            throw new IllegalStateException(depth == 0 ? "the value is complete" : "a member needs a name");
        } else if (filled) {
            out.put(',');
        }
        filled = true;
    }

    @Override
    public JsonWriter value(String text) {
        beforeValue();
        out.string(text);
        return this;
    }

    @Override
    public JsonWriter value(long number) {
        beforeValue();
        out.number(number);
        return this;
    }

    @Override
    public JsonWriter value(double number) {
        if (!Double.isFinite(number)) {
            throw new IllegalArgumentException("JSON has no " + number);
        }
        return token(Double.toString(number));
    }

    @Override
    public JsonWriter value(boolean bool) {
        return token(bool ? "true" : "false");
    }

    @Override
    public JsonWriter nullValue() {
        return token("null");
    }

    private JsonWriter token(String ascii) {
        beforeValue();
        out.ascii(ascii);
        return this;
    }

    @Override
    public JsonWriter base64(byte[] bytes) {
        beforeValue();
        out.put('"');
        for (int from = 0; from < bytes.length; from += BASE64_STEP) {
            int to = Math.min(bytes.length, from + BASE64_STEP);
            byte[] text = Base64.getEncoder().encode(Arrays.copyOfRange(bytes, from, to));
            out.bytes(text, 0, text.length);
        }
        out.put('"');
        return this;
    }

    @Override
    public JsonWriter raw(Slice json) {
        beforeValue();
        out.json(json.array(), json.offset(), json.offset() + json.length());
        return this;
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
            beforeValue();
            out.json(raw.text());
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
        if (!TokenScanner.isNumber(text) && number instanceof BigDecimal decimal) {
            // the same number, but never longer than what it was read from
            text = decimal.unscaledValue() + "E" + -(long) decimal.scale();
        }
        if (!TokenScanner.isNumber(text)) {
            throw new IllegalArgumentException(number.getClass().getName() + " is no number within the bounds");
        }
        return token(text);
    }

    @Override
    public void close() {
        out.close();
    }
}
