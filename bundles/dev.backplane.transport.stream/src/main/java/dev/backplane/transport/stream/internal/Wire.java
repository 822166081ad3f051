package dev.backplane.transport.stream.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What is between a line and its socket: nothing, or TLS. Reading is for the loop's thread; the rest is thread-safe. Nothing
 * waits.
 */
interface Wire {

    /**
     * Reads what has come into the loop's input.
     *
     * @param again is run by the loop when a pause is over; see {@link #isPausing}
     * @return the number of bytes; 0: none now
     */
    int read(Loop loop, Runnable again) throws IOException;

    /** Tells whether the peer sends no more than what was read. */
    boolean hasEnded();

    /** Tells whether nothing can be read until somebody else is done; then reading goes on by itself. */
    boolean isPausing();

    /** Tells whether nothing can be sent yet, however much the socket would take. */
    boolean isOpening();

    /** Tells whether bytes are made anew on their way, from wherever they are. */
    boolean encrypts();

    /** Takes bytes of the buffers, in their order; returns how many. */
    long write(ByteBuffer[] from) throws IOException;

    /** Sends what it has taken and the socket has not. Returns how many bytes are left. */
    int flush() throws IOException;

    /** Takes no more, and tells the peer so behind what it has taken, where there is a word for that. */
    void finish() throws IOException;

    /** Returns the name that the peer has proven, or null. */
    @Nullable
    String principal();
}
