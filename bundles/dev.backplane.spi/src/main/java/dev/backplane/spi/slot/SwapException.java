package dev.backplane.spi.slot;

/** A swap failed and was rolled back: what was active before is so still, and nothing is lost. The message says why. */
public final class SwapException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SwapException(String message) {
        super(message);
    }
}
