package dev.backplane.engine.internal.schema;

import dev.backplane.api.RawJson;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads schema text strictly (RFC 8259, no duplicate names) into the values that {@code dev.backplane.api.Json} names.
 * The codec reads messages; schemas are read here because they are the same whatever codec is active. Not thread-safe.
 */
final class JsonText {
    /** Characters of one number: more is no schema's need, and parsing is quadratic in it. */
    private static final int MAX_NUMBER = 400;

    private final String text;
    private final int maxDepth;
    private int at;
    private int depth;

    private JsonText(String text, int maxDepth) {
        this.text = text;
        this.maxDepth = maxDepth;
    }

    /** @throws IllegalArgumentException with the offset, if the text is not one JSON value within the depth */
    static @Nullable Object parse(String text, int maxDepth) {
        JsonText parser = new JsonText(text, maxDepth);
        Object value = parser.value();
        parser.space();
        if (parser.at < text.length()) {
            throw parser.error("text after the value");
        }
        return value;
    }

    /** Returns the value with every {@link RawJson} in it parsed; the same instance where there is none. */
    static @Nullable Object plain(@Nullable Object value, int maxDepth) {
        if (value instanceof RawJson raw) {
            return parse(raw.text(), maxDepth);
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, @Nullable Object> copy = null;
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                Object plain = plain(entry.getValue(), maxDepth);
                if (plain != entry.getValue()) {
                    copy = copy == null ? new LinkedHashMap<>(map) : copy;
                    copy.put(entry.getKey(), plain);
                }
            }
            return copy == null ? value : copy;
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> copy = null;
            for (int i = 0; i < list.size(); i++) {
                Object plain = plain(list.get(i), maxDepth);
                if (plain != list.get(i)) {
                    copy = copy == null ? new ArrayList<>(list) : copy;
                    copy.set(i, plain);
                }
            }
            return copy == null ? value : copy;
        }
        return value;
    }

    private @Nullable Object value() {
        space();
        if (at == text.length()) {
            throw error("unexpected end");
        }
        char c = text.charAt(at);
        return switch (c) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> word("true", Boolean.TRUE);
            case 'f' -> word("false", Boolean.FALSE);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, @Nullable Object> object() {
        enter();
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        if (!next('}')) {
            do {
                space();
                if (at == text.length() || text.charAt(at) != '"') {
                    throw error("expected a name");
                }
                String name = string();
                if (!next(':')) {
                    throw error("expected ':'");
                }
                Object member = value();
                if (members.containsKey(name)) {
                    throw error("duplicate name '" + JsonValues.shorten(name) + "'");
                }
                members.put(name, member);
            } while (next(','));
            if (!next('}')) {
                throw error("expected ',' or '}'");
            }
        }
        depth--;
        return Collections.unmodifiableMap(members);
    }

    private List<@Nullable Object> array() {
        enter();
        List<@Nullable Object> items = new ArrayList<>();
        if (!next(']')) {
            do {
                items.add(value());
            } while (next(','));
            if (!next(']')) {
                throw error("expected ',' or ']'");
            }
        }
        depth--;
        return Collections.unmodifiableList(items);
    }

    private void enter() {
        if (++depth > maxDepth) {
            throw error("nested deeper than " + maxDepth);
        }
        at++;
    }

    private String string() {
        StringBuilder out = new StringBuilder();
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return out.toString();
            }
            if (c < ' ') {
                throw error("control character in a string");
            }
            out.append(c == '\\' ? escape() : c);
        }
        throw error("unterminated string");
    }

    private char escape() {
        char c = at < text.length() ? text.charAt(at++) : ' ';
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw error("bad escape");
        };
    }

    private char unicode() {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = at < text.length() ? Character.digit(text.charAt(at++), 16) : -1;
            if (digit < 0) {
                throw error("bad escape");
            }
            code = code << 4 | digit;
        }
        return (char) code;
    }

    private @Nullable Object word(String word, @Nullable Object value) {
        if (!text.startsWith(word, at)) {
            throw error("no JSON value");
        }
        at += word.length();
        return value;
    }

    private Number number() {
        int start = at;
        skip('-', '-');
        int whole = at;
        digits();
        if (text.charAt(whole) == '0' && at > whole + 1) {
            throw error("leading zero");
        }
        boolean fraction = skip('.', '.');
        if (fraction) {
            digits();
        }
        boolean exponent = skip('e', 'E');
        if (exponent) {
            skip('+', '-');
            digits();
        }
        if (at - start > MAX_NUMBER) {
            throw error("number of more than " + MAX_NUMBER + " characters");
        }
        String number = text.substring(start, at);
        if (fraction || exponent) {
            return decimal(number);
        }
        return number.length() <= 18 ? (Number) Long.valueOf(number) : shortest(new BigInteger(number));
    }

    private BigDecimal decimal(String number) {
        try {
            return new BigDecimal(number);
        } catch (NumberFormatException e) {
            throw error("exponent out of range");
        }
    }

    private static Number shortest(BigInteger number) {
        return number.bitLength() < Long.SIZE ? (Number) number.longValue() : number;
    }

    private boolean skip(char one, char other) {
        boolean there = at < text.length() && (text.charAt(at) == one || text.charAt(at) == other);
        at += there ? 1 : 0;
        return there;
    }

    private void digits() {
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at == start) {
            throw error("no JSON value");
        }
    }

    private boolean next(char c) {
        space();
        boolean there = at < text.length() && text.charAt(at) == c;
        at += there ? 1 : 0;
        return there;
    }

    private void space() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private IllegalArgumentException error(String what) {
        return new IllegalArgumentException("no JSON: " + what + " at offset " + at);
    }
}
