package dev.backplane.transport.http.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Where the bytes of an answer go: a connection, or one stream of many on it. Confined to the I/O thread. */
interface Output {

    /** Sends what can be sent now; returns how many bytes, 0 if none. */
    long write(ByteBuffer[] sources, int offset, int length) throws IOException;

    /** Sends what can be sent now; returns how many bytes, 0 if none. */
    int write(ByteBuffer source) throws IOException;

    /** Pushes on what was sent, where it is kept on the way; returns whether all of it is gone. */
    boolean flush() throws IOException;

    /** Says what to do, again and again, while the peer takes bytes; null: nothing any more. */
    void onWritable(@Nullable Runnable action);
}
