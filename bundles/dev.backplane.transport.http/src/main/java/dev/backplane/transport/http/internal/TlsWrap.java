package dev.backplane.transport.http.internal;

import dev.backplane.transport.tls.TlsContext;
import io.undertow.connector.ByteBufferPool;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import io.undertow.server.DefaultByteBufferPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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

    private static final Logger LOG = LoggerFactory.getLogger(TlsWrap.class);
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A record of TLS and its head. */
    private static final int RECORD_BYTES = 17 * 1024;

    private final Xnio xnio;
    private final XnioWorker worker;
    private final ByteBufferPool records = new DefaultByteBufferPool(true, RECORD_BYTES, -1, 4);
    private final AtomicLong looked = new AtomicLong(System.nanoTime());
    private volatile @Nullable UndertowXnioSsl ssl;

    TlsWrap(Xnio xnio, XnioWorker worker) {
        this.xnio = xnio;
        this.worker = worker;
    }

    SslConnection wrap(StreamConnection channel, TlsContext tls) {
        look(tls);
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

    private void look(TlsContext tls) {
        long last = looked.get();
        long now = System.nanoTime();
        if (now - last > LOOK_NANOS && looked.compareAndSet(last, now)) {
            try {
                worker.execute(tls::refresh);
            } catch (RejectedExecutionException e) {
                LOG.debug("The listener stops", e);
            }
        }
    }

    void close() {
        records.close();
    }
}
