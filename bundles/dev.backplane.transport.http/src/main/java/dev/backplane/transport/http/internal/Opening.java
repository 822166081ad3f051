package dev.backplane.transport.http.internal;

import dev.backplane.transport.tls.TlsContext;
import io.undertow.connector.PooledByteBuffer;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import io.undertow.server.protocol.http.HttpOpenListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.ChannelListener;
import org.xnio.conduits.ConduitStreamSourceChannel;
import org.xnio.ssl.SslConnection;

/**
 * A connection whose first bytes have not come: they tell whether it speaks HTTP/2, unless TLS has agreed on it before
 * (ALPN). Confined to its I/O thread. Holds no buffer while it waits.
 */
final class Opening implements ChannelListener<ConduitStreamSourceChannel> {

    private static final Logger LOG = LoggerFactory.getLogger(Opening.class);

    private final Link link;
    private final HttpOpenListener http;
    private final Door door;
    private byte @Nullable [] kept;

    private Opening(Link link, HttpOpenListener http, Door door) {
        this.link = link;
        this.http = http;
        this.door = door;
    }

    static void await(Link link, HttpOpenListener http, Door door) {
        new Opening(link, http, door).handleEvent(link.channel.getSourceChannel());
    }

    @Override
    public void handleEvent(ConduitStreamSourceChannel source) {
        PooledByteBuffer pooled = link.listener.pool().allocate();
        ByteBuffer bytes = pooled.getBuffer();
        byte[] before = kept;
        if (before != null) {
            bytes.put(before);
        }
        boolean passed = false;
        try {
            int read = source.read(bytes);
            if (read < 0) {
                link.close();
            } else if (bytes.position() == 0 || !decided(bytes)) {
                keep(bytes);
                source.setReadListener(this);
                source.resumeReads();
            } else {
                source.suspendReads();
                bytes.flip();
                passed = begin(pooled);
            }
        } catch (IOException e) {
            LOG.debug("{} gets no further than its handshake: {}", link.channel.getPeerAddress(), e.getMessage());
            link.close();
        } finally {
            if (!passed) {
                pooled.close();
            }
        }
    }

    private void keep(ByteBuffer bytes) {
        if (bytes.position() > 0) {
            byte[] here = new byte[bytes.position()];
            bytes.flip().get(here);
            kept = here;
        }
    }

    private static boolean decided(ByteBuffer bytes) {
        ByteBuffer here = bytes.duplicate().flip();
        return here.remaining() >= H2.PREFACE_BYTES || !H2.isPreface(here);
    }

    /** Returns whether the buffer was passed on. */
    private boolean begin(PooledByteBuffer pooled) {
        if (link.channel instanceof SslConnection secure) {
            link.proven(TlsContext.subject(secure.getSslSession()));
            if ("h2".equals(UndertowXnioSsl.getSslEngine(secure).getApplicationProtocol())) {
                new H2Connection(link, door).start(pooled.getBuffer());
                return false;
            }
        }
        if (H2.isPreface(pooled.getBuffer())) {
            new H2Connection(link, door).start(pooled.getBuffer());
            return false;
        }
        http.handleEvent(link.channel, pooled);
        return true;
    }
}
