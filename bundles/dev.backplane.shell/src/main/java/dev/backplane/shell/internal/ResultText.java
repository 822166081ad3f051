package dev.backplane.shell.internal;

import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.codec.CodecException;
import dev.backplane.spi.codec.Slice;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Prints what a tool answers for people. Not thread-safe. */
final class ResultText {

    private final PrintStream out;
    private final Codec codec;

    ResultText(PrintStream out, Codec codec) {
        this.out = out;
        this.codec = codec;
    }

    /** Prints progress and log messages; anything else says nothing to a person who waits. */
    void notification(String method, Map<String, Object> params) {
        if (method.equals("notifications/progress")) {
            StringBuilder line = new StringBuilder("... ").append(number(params.get("progress")));
            if (params.get("total") != null) {
                line.append(" of ").append(number(params.get("total")));
            }
            if (params.get("message") instanceof String message) {
                line.append(": ").append(message);
            }
            out.println(Table.clean(line.toString()));
        } else if (method.equals("notifications/message")) {
            Object data = params.get("data");
            String text = data instanceof String string ? string : JsonText.line(data);
            out.println(Table.clean("[" + params.get("level") + "] " + text));
        }
        out.flush();
    }

    /**
     * Prints the content blocks; or, where there is structured content, that one alone if the text is only the same
     * once more.
     */
    void result(Map<String, Object> result) {
        Object structured = result.get("structuredContent");
        if (result.get("content") instanceof List<?> blocks) {
            for (Object block : blocks) {
                if (block instanceof Map<?, ?> map && !(structured != null && repeats(map, structured))) {
                    block(map);
                }
            }
        }
        if (structured != null) {
            out.println(JsonText.pretty(structured));
        }
    }

    private boolean repeats(Map<?, ?> block, Object structured) {
        if (!(block.get("text") instanceof String text)) {
            return false;
        }
        try {
            return structured.equals(codec.value(Slice.of(text.getBytes(StandardCharsets.UTF_8))));
        } catch (CodecException e) {
            return false;
        }
    }

    private void block(Map<?, ?> block) {
        Object type = block.get("type");
        if ("text".equals(type)) {
            text(block.get("text"));
        } else if ("resource".equals(type) && block.get("resource") instanceof Map<?, ?> resource) {
            out.println(Table.clean(
                    "[resource " + resource.get("uri") + mime(resource) + size(resource.get("blob")) + "]"));
            text(resource.get("text"));
        } else if ("resource_link".equals(type)) {
            out.println(Table.clean("[link " + block.get("uri") + mime(block) + "]"));
        } else {
            out.println(Table.clean("[" + type + mime(block) + size(block.get("data")) + "]"));
        }
    }

    /** Prints lines as they are, but no character that could take over the terminal. */
    private void text(@Nullable Object text) {
        if (text instanceof String string) {
            out.println(string.replaceAll("[\\p{Cntrl}&&[^\n\t]]", "?"));
        }
    }

    private static String mime(Map<?, ?> block) {
        return block.get("mimeType") instanceof String mime ? " " + mime : "";
    }

    /** Returns how many bytes base64 text stands for. */
    private static String size(@Nullable Object base64) {
        if (!(base64 instanceof String text)) {
            return "";
        }
        int padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
        return " " + (text.length() / 4 * 3 - padding) + " bytes";
    }

    private static String number(@Nullable Object value) {
        if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e15) {
            return Long.toString(number.longValue());
        }
        return String.valueOf(value);
    }
}
