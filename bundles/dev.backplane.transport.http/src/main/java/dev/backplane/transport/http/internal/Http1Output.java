package dev.backplane.transport.http.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.xnio.conduits.ConduitStreamSinkChannel;
import org.xnio.conduits.StreamSinkConduit;

/** The connection itself, which one answer at a time has to itself. Confined to the I/O thread. */
final class Http1Output implements Output {

    private final ConduitStreamSinkChannel channel;
    private final StreamSinkConduit conduit;

    Http1Output(ConduitStreamSinkChannel channel, StreamSinkConduit conduit) {
        this.channel = channel;
        this.conduit = conduit;
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        return conduit.write(sources, offset, length);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        return conduit.write(source);
    }

    @Override
    public boolean flush() throws IOException {
        return conduit.flush();
    }

    @Override
    public void onWritable(@Nullable Runnable action) {
        if (action == null) {
            conduit.suspendWrites();
            channel.setWriteListener(null);
        } else {
            channel.setWriteListener(ready -> action.run());
            conduit.resumeWrites();
        }
    }
}
