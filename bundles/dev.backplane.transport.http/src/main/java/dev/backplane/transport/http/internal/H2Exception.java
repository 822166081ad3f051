package dev.backplane.transport.http.internal;

/** What ends an HTTP/2 connection: the peer has not kept to the protocol, or overdone it. */
final class H2Exception extends Exception {

    private final int code;

    H2Exception(int code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    int code() {
        return code;
    }
}
