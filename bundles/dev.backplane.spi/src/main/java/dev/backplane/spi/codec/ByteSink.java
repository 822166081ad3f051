package dev.backplane.spi.codec;

/** Takes the bytes of one outgoing message. Not thread-safe. */
public interface ByteSink {

    /** Appends bytes, which are copied or sent before the call returns. */
    void write(byte[] source, int offset, int length);

    /** Returns the number of bytes written. */
    int size();

    /** Forgets what was written, so that something else can be written instead. */
    void clear();
}
