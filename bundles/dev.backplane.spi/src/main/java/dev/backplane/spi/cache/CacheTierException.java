package dev.backplane.spi.cache;

/**
 * A tier cannot do what it is asked for now, such as a server that does not answer in time. What was to be written may or may
 * not have been. The message says why, with values, limits and units.
 */
public class CacheTierException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CacheTierException(String message) {
        super(message);
    }

    public CacheTierException(String message, Throwable cause) {
        super(message, cause);
    }
}
