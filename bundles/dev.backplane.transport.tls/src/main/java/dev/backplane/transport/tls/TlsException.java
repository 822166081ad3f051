package dev.backplane.transport.tls;

import org.jspecify.annotations.Nullable;

/** Keys or certificates that cannot be used. The message names the configuration's key and value, and never a password. */
public final class TlsException extends IllegalArgumentException {

    TlsException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
