package dev.backplane.spi.codec;

import java.nio.ByteBuffer;

/** Takes the bytes of one outgoing message. Not thread-safe. */
public interface ByteSink {

    /** Appends bytes, which are copied or sent before the call returns. */
    void write(byte[] source, int offset, int length);

    /**
     * Appends what remains of a buffer that nobody changes any more, and whose position stays as it is; where it is outside of the
     * heap, it may be sent as it is, without a copy. Here it is copied.
     */
    default void share(ByteBuffer ready) {
        if (ready.hasArray()) {
            write(ready.array(), ready.arrayOffset() + ready.position(), ready.remaining());
            return;
        }
        byte[] copy = new byte[ready.remaining()];
        ready.duplicate().get(copy);
        write(copy, 0, copy.length);
    }

    /** Returns the number of bytes written. */
    int size();

    /** Forgets what was written, so that something else can be written instead. */
    void clear();
}
