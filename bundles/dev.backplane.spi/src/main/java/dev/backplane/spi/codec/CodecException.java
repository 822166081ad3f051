package dev.backplane.spi.codec;

/** Bytes that are no JSON, or exceed a bound of the codec. The message names position and bound, never the payload. */
public class CodecException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CodecException(String message) {
        super(message);
    }

    public CodecException(String message, Throwable cause) {
        super(message, cause);
    }
}
