package dev.backplane.transport.http.internal;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.protocol.http.HttpServerConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.xnio.ChannelListener;
import org.xnio.conduits.ConduitStreamSourceChannel;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Notices the peer's going away while an answer is pending. Confined to the I/O thread.
 *
 * <p>What arrives meanwhile belongs to the next request of the connection: it is kept where Undertow looks for it, up
 * to one buffer; from then on the peer has to wait, and its going away is noticed only when the answer is written.
 */
final class Watch implements ChannelListener<ConduitStreamSourceChannel> {

    private final Http1Exchange exchange;
    private final HttpServerConnection connection;
    private final StreamSourceConduit input;
    private final ConduitStreamSourceChannel channel;

    Watch(Http1Exchange exchange) {
        this.exchange = exchange;
        this.connection = exchange.connection();
        this.input = connection.getOriginalSourceConduit();
        this.channel = connection.getChannel().getSourceChannel();
    }

    void start() {
        channel.setReadListener(this);
        input.resumeReads();
    }

    void stop() {
        input.suspendReads();
        channel.setReadListener(null);
    }

    @Override
    public void handleEvent(ConduitStreamSourceChannel source) {
        if (exchange.isDone()) {
            input.suspendReads();
            return;
        }
        int read;
        try {
            read = read();
        } catch (IOException e) {
            exchange.link().close();
            return;
        }
        if (read < 0) {
            stop();
            exchange.inputEnded();
        }
    }

    private int read() throws IOException {
        PooledByteBuffer kept = connection.getExtraBytes();
        boolean fresh = kept == null;
        PooledByteBuffer pooled = fresh ? connection.getByteBufferPool().allocate() : kept;
        ByteBuffer buffer = pooled.getBuffer();
        int start = fresh ? 0 : buffer.position();
        int end = fresh ? 0 : buffer.limit();
        int read = 0;
        boolean keep = !fresh;
        try {
            buffer.limit(buffer.capacity()).position(end);
            if (!buffer.hasRemaining()) {
                input.suspendReads();
            } else {
                read = input.read(buffer);
                end = buffer.position();
            }
            buffer.limit(end).position(start);
            if (fresh && read > 0) {
                connection.setExtraBytes(pooled);
                keep = true;
            }
            return read;
        } finally {
            if (!keep) {
                pooled.close();
            }
        }
    }
}
