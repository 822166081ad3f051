package dev.backplane.engine.internal;

import dev.backplane.api.RawJson;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON values so that equal ones make equal text and different ones different text, as RFC 8785 does: members in the order of
 * their names' UTF-16 code units, no white space, one spelling of each string. Time is linear in the size of the value, but for
 * sorting.
 *
 * <p>RFC 8785 spells numbers as JavaScript does, and so takes those for equal that are the same {@code double}. A tool may tell them
 * apart, so here a number is its exact value: its digits without zeros at either end, and a power of ten.
 */
final class CanonicalJson {

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final StringBuilder out = new StringBuilder();

    private CanonicalJson() {}

    /**
     * Returns the text of a value as codecs read it.
     *
     * @throws IllegalArgumentException if something in it is no such
     */
    static String of(@Nullable Object value) {
        CanonicalJson json = new CanonicalJson();
        json.write(value);
        return json.out.toString();
    }

    /** Returns a digest of the text: 43 characters of {@code A-Z a-z 0-9 - _}. */
    static String digest(@Nullable Object value) {
        byte[] text = of(value).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(RequestStates.sha256(text));
    }

    private void write(@Nullable Object value) {
        if (value == null || value instanceof Boolean) {
            out.append(value);
        } else if (value instanceof String text) {
            string(text);
        } else if (value instanceof Number number) {
            number(number);
        } else if (value instanceof Map<?, ?> map) {
            object(map);
        } else if (value instanceof List<?> list) {
            array(list);
        } else {
            // RawJson is for output, and comes from no codec
            String what =
                    value instanceof RawJson ? "raw JSON" : value.getClass().getName();
            throw new IllegalArgumentException(what + " has no canonical form");
        }
    }

    private void object(Map<?, ?> map) {
        List<String> names = new ArrayList<>(map.size());
        for (Object name : map.keySet()) {
            names.add((String) name);
        }
        // String's order is that of UTF-16 code units
        Collections.sort(names);
        out.append('{');
        String separator = "";
        for (String name : names) {
            out.append(separator);
            string(name);
            out.append(':');
            write(map.get(name));
            separator = ",";
        }
        out.append('}');
    }

    private void array(List<?> list) {
        out.append('[');
        String separator = "";
        for (Object item : list) {
            out.append(separator);
            write(item);
            separator = ",";
        }
        out.append(']');
    }

    private void number(Number number) {
        if (number instanceof Long || number instanceof Integer) {
            whole(number.longValue());
        } else if (number instanceof BigInteger big) {
            exact(new BigDecimal(big));
        } else if (number instanceof BigDecimal big) {
            exact(big);
        } else if (number instanceof Double real && Double.isFinite(real)) {
            // the shortest text that reads as this double, which is what it was read from, but for needless digits
            exact(new BigDecimal(real.toString()));
        } else {
            throw new IllegalArgumentException(number.getClass().getName() + " " + number + " has no canonical form");
        }
    }

    private void whole(long number) {
        if (number % 10 != 0 || number == 0) {
            out.append(number);
        } else {
            exact(BigDecimal.valueOf(number));
        }
    }

    private void exact(BigDecimal number) {
        BigDecimal least = number.stripTrailingZeros();
        out.append(least.unscaledValue());
        if (least.scale() != 0 && least.signum() != 0) {
            out.append('e').append(-least.scale());
        }
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                escape(c);
            } else if (!Character.isSurrogate(c)) {
                out.append(c);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                out.append(c).append(text.charAt(++i));
            } else {
                // alone it has no UTF-8, in which it would become a question mark
                escape(c);
            }
        }
        out.append('"');
    }

    private void escape(char c) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(HEX[c >> shift & 15]);
        }
    }
}
