package dev.backplane.api;

import org.jspecify.annotations.Nullable;

/** Answers the call with a JSON-RPC error. */
public class McpException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public static final int INVALID_REQUEST = -32600;
    public static final int METHOD_NOT_FOUND = -32601;
    public static final int INVALID_PARAMS = -32602;
    public static final int INTERNAL_ERROR = -32603;
    /** Legacy revisions alone; 2026-07-28 uses {@link #INVALID_PARAMS}. */
    public static final int RESOURCE_NOT_FOUND = -32002;

    private final int code;
    private final transient @Nullable Object data;

    public McpException(int code, String message) {
        this(code, message, null);
    }

    /** @param data a JSON value ({@link Json}), or null for none */
    public McpException(int code, String message, @Nullable Object data) {
        super(message);
        this.code = code;
        this.data = data;
    }

    public int code() {
        return code;
    }

    public @Nullable Object data() {
        return data;
    }
}
