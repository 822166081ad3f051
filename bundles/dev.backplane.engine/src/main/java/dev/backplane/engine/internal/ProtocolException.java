package dev.backplane.engine.internal;

import dev.backplane.spi.transport.Exchange;
import org.jspecify.annotations.Nullable;

/** Ends the handling of a message with a JSON-RPC error. Carries no stack trace: it is an answer, not a fault. */
final class ProtocolException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    static final int PARSE_ERROR = -32700;
    static final int INVALID_REQUEST = -32600;
    static final int METHOD_NOT_FOUND = -32601;
    static final int INVALID_PARAMS = -32602;
    static final int INTERNAL_ERROR = -32603;
    /** Since 2026-07-28. */
    static final int HEADER_MISMATCH = -32020;
    /** Since 2026-07-28. */
    static final int MISSING_CAPABILITY = -32021;
    /** Since 2026-07-28. */
    static final int UNSUPPORTED_VERSION = -32022;

    private final int status;
    private final int code;
    private final transient @Nullable Object data;
    private final long retryAfterMillis;

    ProtocolException(int status, int code, String message, @Nullable Object data) {
        this(status, code, message, data, 0);
    }

    /** @param retryAfterMillis when trying again may succeed; 0: that is not known */
    ProtocolException(int status, int code, String message, @Nullable Object data, long retryAfterMillis) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.data = data;
        this.retryAfterMillis = retryAfterMillis;
    }

    ProtocolException(int status, int code, String message) {
        this(status, code, message, null);
    }

    static ProtocolException invalidParams(String message) {
        return new ProtocolException(200, INVALID_PARAMS, message);
    }

    int status() {
        return status;
    }

    int code() {
        return code;
    }

    @Nullable
    Object data() {
        return data;
    }

    /** Tells the caller when trying again may succeed, where that is known and the answer has headers. */
    void setHeaders(Exchange exchange) {
        if (retryAfterMillis > 0) {
            exchange.setHeader("Retry-After", String.valueOf((retryAfterMillis + 999) / 1000));
        }
    }
}
