package dev.backplane.plugin.container.internal;

import java.lang.reflect.RecordComponent;
import java.time.temporal.Temporal;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON for resources, whose contents are text: maps, collections, strings, numbers, truth values, null, enums, times
 * and records. A record's fields that are null are left out.
 */
public final class JsonText {

    private final StringBuilder out = new StringBuilder();

    private JsonText() {}

    /**
     * Returns the value as JSON, indented by two spaces.
     *
     * @throws IllegalArgumentException if it holds a value of another kind; the message names its class
     */
    public static String of(@Nullable Object value) {
        JsonText text = new JsonText();
        text.write(value, "\n");
        return text.out.toString();
    }

    private void write(@Nullable Object value, String newLine) {
        if (value == null || value instanceof Boolean || value instanceof Number) {
            out.append(value);
        } else if (value instanceof CharSequence || value instanceof Enum<?> || value instanceof Temporal) {
            string(value.toString());
        } else if (value instanceof Map<?, ?> map) {
            Members members = new Members(newLine);
            map.forEach((key, member) -> members.add(String.valueOf(key), member));
            members.end();
        } else if (value instanceof Collection<?> collection) {
            array(collection, newLine);
        } else if (value instanceof Record record) {
            record(record, newLine);
        } else {
            throw new IllegalArgumentException("no JSON for " + value.getClass().getName());
        }
    }

    private void array(Collection<?> elements, String newLine) {
        String separator = "";
        out.append('[');
        for (Object element : elements) {
            out.append(separator).append(newLine).append("  ");
            write(element, newLine + "  ");
            separator = ",";
        }
        out.append(elements.isEmpty() ? "]" : newLine + "]");
    }

    private void record(Record record, String newLine) {
        Members members = new Members(newLine);
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            Object member;
            try {
                member = component.getAccessor().invoke(record);
            } catch (ReflectiveOperationException e) {
                throw new IllegalArgumentException("no JSON for " + component, e);
            }
            if (member != null) {
                members.add(component.getName(), member);
            }
        }
        members.end();
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ' || Character.isSurrogate(c) && !paired(text, i)) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    private static boolean paired(String text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
    }

    /** The members of one object. */
    private final class Members {
        private final String newLine;
        private String separator = "";

        Members(String newLine) {
            this.newLine = newLine;
            out.append('{');
        }

        void add(String name, @Nullable Object value) {
            out.append(separator).append(newLine).append("  ");
            string(name);
            out.append(": ");
            write(value, newLine + "  ");
            separator = ",";
        }

        void end() {
            out.append(separator.isEmpty() ? "}" : newLine + "}");
        }
    }
}
