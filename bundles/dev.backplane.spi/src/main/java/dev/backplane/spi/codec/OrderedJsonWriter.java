package dev.backplane.spi.codec;

import dev.backplane.api.RawJson;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What writers of all codecs share: it knows what may come next, and takes values of Java apart. Not thread-safe. Calls in an
 * order that makes no JSON are an {@link IllegalStateException}.
 *
 * <p>Which of array and object is open at each depth is one bit of {@code objects}; {@code filled} tells whether something
 * stands before in the one that is open, {@code named} whether a member's value is to come.
 */
public abstract class OrderedJsonWriter implements JsonWriter {

    private final long[] objects = new long[Codec.MAX_DEPTH / Long.SIZE];
    private int depth;
    private boolean filled;
    private boolean named;

    /** Notes the begin of an object or array. Returns whether a value stands before it in the same array. */
    protected final boolean begin(boolean object) {
        if (depth == Codec.MAX_DEPTH) {
            throw new IllegalStateException("nesting exceeds " + Codec.MAX_DEPTH);
        }
        boolean follows = beforeValue();
        long bit = 1L << depth;
        int word = depth / Long.SIZE;
        objects[word] = object ? objects[word] | bit : objects[word] & ~bit;
        depth++;
        filled = false;
        return follows;
    }

    /** Notes the end of what is open. */
    protected final void end(boolean object) {
        if (depth == 0 || inObject() != object || named) {
            throw new IllegalStateException(object ? "no object to end here" : "no array to end here");
        }
        depth--;
        filled = true;
    }

    /** Notes the name of a member. Returns whether a member stands before it in the same object. */
    protected final boolean beforeName() {
        if (named || !inObject()) {
            throw new IllegalStateException("no member can begin here");
        }
        named = true;
        return filled;
    }

    /** Notes a value. Returns whether a value stands before it in the same array. */
    protected final boolean beforeValue() {
        boolean follows = filled && !named;
        if (named) {
            named = false;
        } else if (depth == 0 ? filled : inObject()) {
            throw new IllegalStateException(depth == 0 ? "the value is complete" : "a member needs a name");
        }
        filled = true;
        return follows;
    }

    private boolean inObject() {
        return depth > 0 && (objects[(depth - 1) / Long.SIZE] & 1L << (depth - 1)) != 0;
    }

    /** Returns whether a text is a number of JSON, and within the bounds of this codec. */
    protected abstract boolean isNumber(String text);

    /** Writes a number by its text, which {@link #isNumber} approved of. */
    protected abstract JsonWriter number(String text);

    /** Writes one value that is JSON already and valid. */
    protected abstract JsonWriter raw(String json);

    @Override
    public final JsonWriter any(@Nullable Object value) {
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
            return raw(raw.text());
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
        if (!isNumber(text) && number instanceof BigDecimal decimal) {
            // the same number, but never longer than what it was read from
            text = decimal.unscaledValue() + "E" + -(long) decimal.scale();
        }
        if (!isNumber(text)) {
            throw new IllegalArgumentException(number.getClass().getName() + " is no number within the bounds");
        }
        return number(text);
    }
}
