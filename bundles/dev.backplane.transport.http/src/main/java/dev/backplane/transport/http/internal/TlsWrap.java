package dev.backplane.transport.http.internal;

import dev.backplane.transport.tls.TlsContext;
import io.undertow.connector.ByteBufferPool;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import io.undertow.server.DefaultByteBufferPool;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import org.xnio.ssl.SslConnection;

/**
 * Wraps connections in TLS. Thread-safe. Files that have changed are looked for when a connection comes in, at most once
 * a second and off its thread: the next one has the new certificate.
 */
final class TlsWrap {

    /** A record of TLS and its head. */
    private static final int RECORD_BYTES = 17 * 1024;

    private final Xnio xnio;
    private final XnioWorker worker;
    private final ByteBufferPool records = new DefaultByteBufferPool(true, RECORD_BYTES, -1, 4);
    private volatile @Nullable UndertowXnioSsl ssl;

    TlsWrap(Xnio xnio, XnioWorker worker) {
        this.xnio = xnio;
        this.worker = worker;
    }

    SslConnection wrap(StreamConnection channel, TlsContext tls) {
        tls.look(worker);
        SslConnection secure = ssl(tls.context()).wrapExistingConnection(channel, OptionMap.EMPTY, false);
        tls.prepare(UndertowXnioSsl.getSslEngine(secure), "h2", "http/1.1");
        return secure;
    }

    private UndertowXnioSsl ssl(SSLContext context) {
        UndertowXnioSsl known = ssl;
        if (known == null || known.getSslContext() != context) {
            known = new UndertowXnioSsl(xnio, OptionMap.EMPTY, records, context, worker);
            ssl = known;
        }
        return known;
    }

    void close() {
        records.close();
    }
}
