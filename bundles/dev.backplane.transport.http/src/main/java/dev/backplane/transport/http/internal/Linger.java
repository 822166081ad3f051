package dev.backplane.transport.http.internal;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioExecutor;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * Closes a connection whose peer may still be sending: ends our side, throws away what arrives, and closes when the
 * peer does, at the latest after {@value #MILLIS} ms or {@value #BYTES} bytes. Closing at once would make the system
 * reset the connection, and the peer might never see the answer. Confined to the I/O thread.
 */
final class Linger implements ChannelListener<ConduitStreamSourceChannel>, Runnable {

    private static final int MILLIS = 2000;
    private static final int BYTES = 16 * 1024 * 1024;

    private final StreamConnection connection;
    private final IoContext io;
    private final XnioExecutor.Key timeout;
    private long left = BYTES;

    private Linger(StreamConnection connection, IoContext io) {
        this.connection = connection;
        this.io = io;
        this.timeout = connection.getIoThread().executeAfter(this, MILLIS, TimeUnit.MILLISECONDS);
    }

    static void close(StreamConnection connection, IoContext io) {
        try {
            connection.getSinkChannel().shutdownWrites();
            ConduitStreamSourceChannel source = connection.getSourceChannel();
            if (source.isOpen()) {
                Linger linger = new Linger(connection, io);
                source.setReadListener(linger);
                source.resumeReads();
            } else {
                IoUtils.safeClose(connection);
            }
        } catch (IOException e) {
            IoUtils.safeClose(connection);
        }
    }

    @Override
    public void handleEvent(ConduitStreamSourceChannel source) {
        try {
            while (left > 0) {
                int read = source.read(io.discard());
                if (read == 0) {
                    return;
                }
                if (read < 0) {
                    break;
                }
                left -= read;
            }
        } catch (IOException e) {
            left = 0;
        }
        timeout.remove();
        IoUtils.safeClose(connection);
    }

    @Override
    public void run() {
        IoUtils.safeClose(connection);
    }
}
