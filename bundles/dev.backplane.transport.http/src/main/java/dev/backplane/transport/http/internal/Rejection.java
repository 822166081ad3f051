package dev.backplane.transport.http.internal;

import java.nio.charset.StandardCharsets;

/** Bodies of answers that never reached the engine: JSON-RPC errors without an id. */
final class Rejection {

    static final int INVALID_REQUEST = -32600;
    static final int INTERNAL_ERROR = -32603;

    private static final int QUOTED_MAX = 200;

    private Rejection() {}

    static byte[] body(String message) {
        return body(INVALID_REQUEST, message);
    }

    static byte[] body(int code, String message) {
        StringBuilder json = new StringBuilder(message.length() + 80)
                .append("{\"jsonrpc\":\"2.0\",\"error\":{\"code\":")
                .append(code)
                .append(",\"message\":\"");
        for (int i = 0; i < message.length(); i++) {
            char c = message.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else {
                json.append(c < ' ' || c > '~' ? '?' : c);
            }
        }
        return json.append("\"}}").toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Returns a value that a peer sent, short enough to be told back. */
    static String quoted(String value) {
        return value.length() <= QUOTED_MAX ? value : value.substring(0, QUOTED_MAX) + "...";
    }
}
