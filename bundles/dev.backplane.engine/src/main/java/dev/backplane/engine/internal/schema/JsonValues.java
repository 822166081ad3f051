package dev.backplane.engine.internal.schema;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What JSON values are called, written and compared as. */
final class JsonValues {
    /** Characters of a caller's name or value that a message may repeat. */
    private static final int MAX_ECHO = 100;

    private JsonValues() {}

    /** Returns the JSON Schema type of a value, {@code integer} for whole numbers. */
    static String type(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof String) {
            return "string";
        }
        if (value instanceof Map) {
            return "object";
        }
        if (value instanceof List) {
            return "array";
        }
        if (value instanceof Boolean) {
            return "boolean";
        }
        return value instanceof Number number ? Numbers.isIntegral(number) ? "integer" : "number" : "no JSON value";
    }

    /** Returns the first hundred characters, with an ellipsis where there are more. */
    static String shorten(String text) {
        if (text.length() <= MAX_ECHO) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(MAX_ECHO - 2)) ? MAX_ECHO - 2 : MAX_ECHO - 1;
        return text.substring(0, end) + '…';
    }

    /** Returns JSON text in the order of the maps. */
    static String text(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        write(out, value, false);
        return out.toString();
    }

    /** Returns text that two values share exactly if JSON Schema holds them equal: names sorted, 1.0 as 1. */
    static String canonical(@Nullable Object value) {
        if (value instanceof String text) {
            // No quotes or escapes needed: no other value's text starts with a quote.
            return '"' + text;
        }
        StringBuilder out = new StringBuilder();
        write(out, value, true);
        return out.toString();
    }

    private static void write(StringBuilder out, @Nullable Object value, boolean canonical) {
        if (value instanceof String text) {
            quote(out, text);
        } else if (value instanceof Map<?, ?> map) {
            char separator = '{';
            for (Map.Entry<?, ?> entry : (canonical ? new TreeMap<>(map) : map).entrySet()) {
                out.append(separator);
                quote(out, String.valueOf(entry.getKey()));
                out.append(':');
                write(out, entry.getValue(), canonical);
                separator = ',';
            }
            out.append(separator == '{' ? "{}" : "}");
        } else if (value instanceof Iterable<?> list) {
            char separator = '[';
            for (Object item : list) {
                out.append(separator);
                write(out, item, canonical);
                separator = ',';
            }
            out.append(separator == '[' ? "[]" : "]");
        } else if (canonical && value instanceof Number number) {
            out.append(Numbers.canonical(number));
        } else {
            out.append(value);
        }
    }

    private static void quote(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c) && lone(text, i)) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    private static boolean lone(String text, int at) {
        char c = text.charAt(at);
        return Character.isHighSurrogate(c)
                ? at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1))
                : at == 0 || !Character.isHighSurrogate(text.charAt(at - 1));
    }
}
