package dev.backplane.session.disk.internal;

/** Sessions cannot be kept on disk: the message names the file and what is wrong with it. */
public final class DiskSessionException extends RuntimeException {

    DiskSessionException(String message, Throwable cause) {
        super(message, cause);
    }
}
