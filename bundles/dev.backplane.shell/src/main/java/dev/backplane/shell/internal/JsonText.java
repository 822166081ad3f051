package dev.backplane.shell.internal;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON values as text for people and for scripts; needs no codec, so that it works while none is there. */
final class JsonText {

    private JsonText() {}

    /** Returns the value on one line. */
    static String line(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        write(out, value, -1);
        return out.toString();
    }

    /** Returns the value indented by two spaces a level. */
    static String pretty(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        write(out, value, 0);
        return out.toString();
    }

    /** @param depth -1: on one line */
    private static void write(StringBuilder out, @Nullable Object value, int depth) {
        if (value instanceof Map<?, ?> map) {
            out.append('{');
            for (Iterator<? extends Map.Entry<?, ?>> i = map.entrySet().iterator(); i.hasNext(); ) {
                Map.Entry<?, ?> entry = i.next();
                newLine(out, depth, 1);
                string(out, String.valueOf(entry.getKey()));
                out.append(depth < 0 ? ":" : ": ");
                write(out, entry.getValue(), depth < 0 ? depth : depth + 1);
                out.append(i.hasNext() ? "," : "");
            }
            newLine(out, map.isEmpty() ? -1 : depth, 0);
            out.append('}');
        } else if (value instanceof List<?> list) {
            out.append('[');
            for (Iterator<?> i = list.iterator(); i.hasNext(); ) {
                newLine(out, depth, 1);
                write(out, i.next(), depth < 0 ? depth : depth + 1);
                out.append(i.hasNext() ? "," : "");
            }
            newLine(out, list.isEmpty() ? -1 : depth, 0);
            out.append(']');
        } else if (value == null || value instanceof Number || value instanceof Boolean) {
            out.append(value);
        } else {
            string(out, value.toString());
        }
    }

    private static void newLine(StringBuilder out, int depth, int more) {
        if (depth >= 0) {
            out.append('\n').append("  ".repeat(depth + more));
        }
    }

    private static void string(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20 || c == 0x7f || Character.isSurrogate(c)) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
