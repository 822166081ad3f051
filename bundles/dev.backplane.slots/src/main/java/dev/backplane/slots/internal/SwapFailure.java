package dev.backplane.slots.internal;

/** Why a swap cannot go on; it is rolled back. */
final class SwapFailure extends Exception {
    private static final long serialVersionUID = 1L;

    SwapFailure(String message) {
        super(message);
    }

    SwapFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
