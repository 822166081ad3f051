package dev.backplane.transport.http.internal;

/** What ends a WebSocket, with the code that the peer is told. */
final class WebSocketException extends Exception {

    static final int NORMAL = 1000;
    static final int GOING_AWAY = 1001;
    static final int PROTOCOL_ERROR = 1002;
    static final int UNSUPPORTED = 1003;
    static final int NO_CODE = 1005;
    static final int NOT_UTF8 = 1007;
    static final int POLICY = 1008;
    static final int TOO_LARGE = 1009;
    static final int OVERLOADED = 1013;

    private final int code;

    WebSocketException(int code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    int code() {
        return code;
    }
}
