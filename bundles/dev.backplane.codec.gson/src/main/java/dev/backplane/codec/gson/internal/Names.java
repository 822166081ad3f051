package dev.backplane.codec.gson.internal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Turns bytes of checked JSON strings into text. Names and methods that MCP defines come from a table and cost no
 * allocation. Immutable, thread-safe.
 *
 * <p>The table is open-addressed, keyed by length, first and last byte, and at most a quarter full.
 */
final class Names {

    private static final String[] KNOWN = {
        "jsonrpc",
        "2.0",
        "id",
        "method",
        "params",
        "result",
        "error",
        "code",
        "message",
        "data",
        "name",
        "arguments",
        "_meta",
        "uri",
        "cursor",
        "progressToken",
        "progress",
        "total",
        "protocolVersion",
        "capabilities",
        "clientInfo",
        "serverInfo",
        "version",
        "title",
        "description",
        "level",
        "requestId",
        "reason",
        "ref",
        "argument",
        "context",
        "value",
        "type",
        "text",
        "content",
        "structuredContent",
        "isError",
        "task",
        "taskId",
        "ttl",
        "roots",
        "role",
        "model",
        "action",
        "inputResponses",
        "requestState",
        "notifications",
        "resourceSubscriptions",
        "toolsListChanged",
        "promptsListChanged",
        "resourcesListChanged",
        "traceparent",
        "tracestate",
        "baggage",
        "io.modelcontextprotocol/protocolVersion",
        "io.modelcontextprotocol/clientCapabilities",
        "io.modelcontextprotocol/clientInfo",
        "io.modelcontextprotocol/logLevel",
        "initialize",
        "ping",
        "tools/list",
        "tools/call",
        "resources/list",
        "resources/templates/list",
        "resources/read",
        "resources/subscribe",
        "resources/unsubscribe",
        "prompts/list",
        "prompts/get",
        "completion/complete",
        "logging/setLevel",
        "server/discover",
        "subscriptions/listen",
        "tasks/get",
        "tasks/result",
        "tasks/update",
        "tasks/cancel",
        "tasks/list",
        "notifications/initialized",
        "notifications/cancelled",
        "notifications/progress",
        "notifications/roots/list_changed",
        "notifications/elicitation/complete",
        "notifications/tasks/status"
    };

    private static final int SIZE = 512;
    private static final String[] TEXTS = new String[SIZE];
    private static final byte[][] BYTES = new byte[SIZE][];

    static {
        for (String text : KNOWN) {
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            int slot = slot(bytes, 0, bytes.length);
            while (BYTES[slot] != null) {
                slot = (slot + 1) & (SIZE - 1);
            }
            BYTES[slot] = bytes;
            TEXTS[slot] = text;
        }
    }

    private Names() {}

    private static int slot(byte[] bytes, int from, int to) {
        int hash = ((to - from) * 31 + bytes[from]) * 31 + bytes[to - 1];
        return (hash ^ hash >>> 9) & (SIZE - 1);
    }

    /**
     * Returns the text of a string's content, which has been checked.
     *
     * @param multibyte whether it may be more than ASCII
     */
    static String text(byte[] bytes, int from, int to, boolean escaped, boolean multibyte) {
        if (escaped) {
            return unescape(bytes, from, to);
        }
        if (from == to) {
            return "";
        }
        int slot = slot(bytes, from, to);
        for (byte[] known = BYTES[slot]; known != null; known = BYTES[slot]) {
            if (Arrays.equals(known, 0, known.length, bytes, from, to)) {
                return TEXTS[slot];
            }
            slot = (slot + 1) & (SIZE - 1);
        }
        return new String(bytes, from, to - from, multibyte ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
    }

    private static String unescape(byte[] bytes, int from, int to) {
        StringBuilder text = new StringBuilder(to - from);
        int i = from;
        while (i < to) {
            int plain = i;
            while (i < to && bytes[i] != '\\') {
                i++;
            }
            text.append(new String(bytes, plain, i - plain, StandardCharsets.UTF_8));
            if (i == to) {
                break;
            }
            byte escape = bytes[i + 1];
            i += 2;
            switch (escape) {
                case 'b' -> text.append('\b');
                case 'f' -> text.append('\f');
                case 'n' -> text.append('\n');
                case 'r' -> text.append('\r');
                case 't' -> text.append('\t');
                case 'u' -> {
                    int unit = 0;
                    for (int digit = 0; digit < 4; digit++) {
                        unit = unit << 4 | Character.digit(bytes[i++], 16);
                    }
                    text.append((char) unit);
                }
                default -> text.append((char) escape);
            }
        }
        return text.toString();
    }
}
