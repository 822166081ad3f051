package dev.backplane.codec.gson.internal;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.codec.CodecException;
import dev.backplane.spi.codec.Slice;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds values with Gson's reader. Gson knows neither the bytes nor our bounds, so {@link JsonScanner} checks the text
 * first, and makes single strings and numbers on the way. Of members with the same name the last one counts. Stateless, thread-safe.
 */
final class GsonValues {

    /** Decimal digits that a double always gives back. */
    private static final int SAFE_DIGITS = 15;

    /** Digits that a long always holds. */
    private static final int LONG_DIGITS = 18;

    private GsonValues() {}

    static @Nullable Object read(Slice json, boolean validateUtf8) {
        JsonScanner in = new JsonScanner(json, validateUtf8);
        int first = in.begin();
        Slice text = in.cut();
        in.finish();
        return switch (first) {
            case '{', '[' -> tree(text);
            case '"' -> in.lastText();
            case 't', 'f' -> first == 't';
            case 'n' -> null;
            default -> number(text.text());
        };
    }

    private static @Nullable Object tree(Slice json) {
        try (JsonReader reader = new JsonReader(new StringReader(json.text()))) {
            reader.setStrictness(Strictness.STRICT);
            reader.setNestingLimit(Codec.MAX_DEPTH);
            return value(reader);
        } catch (IOException | IllegalStateException e) {
            throw new CodecException("Gson refuses what the scan accepted", e);
        }
    }

    /** Recursive: the scan has bounded the depth. */
    private static @Nullable Object value(JsonReader reader) throws IOException {
        switch (reader.peek()) {
            case BEGIN_OBJECT -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                reader.beginObject();
                while (reader.hasNext()) {
                    map.put(reader.nextName(), value(reader));
                }
                reader.endObject();
                return map;
            }
            case BEGIN_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                reader.beginArray();
                while (reader.hasNext()) {
                    list.add(value(reader));
                }
                reader.endArray();
                return list;
            }
            case STRING -> {
                return reader.nextString();
            }
            case NUMBER -> {
                return number(reader.nextString());
            }
            case BOOLEAN -> {
                return reader.nextBoolean();
            }
            case NULL -> {
                reader.nextNull();
                return null;
            }
            default -> throw new IllegalStateException("unexpected " + reader.peek());
        }
    }

    /** Returns the smallest type that keeps every digit: Long or BigInteger, else Double or BigDecimal. */
    private static Number number(String literal) {
        int digits = 0;
        boolean whole = true;
        boolean exponent = false;
        for (int i = 0; i < literal.length(); i++) {
            char c = literal.charAt(i);
            if (c == '.') {
                whole = false;
            } else if (c == 'e' || c == 'E') {
                whole = false;
                exponent = true;
                break;
            } else if (c != '-') {
                digits++;
            }
        }
        if (whole) {
            return digits <= LONG_DIGITS ? (Number) Long.valueOf(literal) : whole(new BigInteger(literal));
        }
        double nearest = Double.parseDouble(literal);
        if (digits <= SAFE_DIGITS && !exponent) {
            return nearest;
        }
        BigDecimal exact = new BigDecimal(literal);
        if (Double.isFinite(nearest) && BigDecimal.valueOf(nearest).compareTo(exact) == 0) {
            return nearest;
        }
        // without a scale it would be written, and read the next time, as a whole number
        return exact.scale() == 0 ? whole(exact.unscaledValue()) : exact;
    }

    private static Number whole(BigInteger exact) {
        return exact.bitLength() < Long.SIZE ? (Number) exact.longValue() : exact;
    }
}
