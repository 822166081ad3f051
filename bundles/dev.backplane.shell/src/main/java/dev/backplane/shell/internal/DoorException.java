package dev.backplane.shell.internal;

import java.util.Map;

/** The platform answered with an error, or not at all. The message is for the person at the shell. */
final class DoorException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Map<String, Object> error;

    DoorException(String message) {
        super(message);
        this.error = Map.of("message", message);
    }

    DoorException(long code, String message, Map<String, Object> error) {
        super(message + " (" + code + ")");
        this.error = error;
    }

    /** Returns the JSON-RPC error, or one like it that has no code. */
    Map<String, Object> error() {
        return error;
    }
}
