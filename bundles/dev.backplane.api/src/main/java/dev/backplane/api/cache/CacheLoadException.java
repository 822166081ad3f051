package dev.backplane.api.cache;

/** A value could not be loaded, or not in time. The message names namespace, key and why; the cause is what the loader threw. */
public final class CacheLoadException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CacheLoadException(String message) {
        super(message);
    }

    public CacheLoadException(String message, Throwable cause) {
        super(message, cause);
    }
}
