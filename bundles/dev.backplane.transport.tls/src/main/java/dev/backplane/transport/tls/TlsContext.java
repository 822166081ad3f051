package dev.backplane.transport.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys and certificates of a listener, and what it allows of TLS. Thread-safe.
 *
 * <p>{@link #refresh()} takes over files that have changed; connections that are open keep what they began with. Files
 * that cannot be used change nothing. The lock of this object lets one thread read files at a time; a connection never
 * waits for it.
 */
public final class TlsContext {

    private static final Logger LOG = LoggerFactory.getLogger(TlsContext.class);
    private static final String REJECT_RENEGOTIATION = "jdk.tls.rejectClientInitiatedRenegotiation";
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int SESSIONS_MAX = 20_000;
    private static final int SESSION_SECONDS = 3600;

    private final TlsSettings settings;
    private final AtomicLong looked = new AtomicLong(System.nanoTime());
    private volatile SSLContext context;
    private List<String> seen;

    private TlsContext(TlsSettings settings) {
        this.settings = settings;
        this.seen = fingerprints(settings);
        this.context = load(settings);
    }

    /**
     * Reads keys and certificates.
     *
     * @throws TlsException if they cannot be used
     */
    public static TlsContext open(TlsSettings settings) {
        if (!Boolean.getBoolean(REJECT_RENEGOTIATION)) {
            LOG.warn(
                    "TLS 1.2 clients may renegotiate as often as they like: start the JVM with -D{}=true",
                    REJECT_RENEGOTIATION);
        }
        return new TlsContext(settings);
    }

    public TlsSettings settings() {
        return settings;
    }

    /** Returns what new connections begin with. */
    public SSLContext context() {
        return context;
    }

    /**
     * Has somebody {@linkplain #refresh() look} for files that have changed, at most once a second: to be called when a connection
     * comes in. The next one has what is found.
     */
    public void look(Executor elsewhere) {
        long last = looked.get();
        long now = System.nanoTime();
        if (now - last > LOOK_NANOS && looked.compareAndSet(last, now)) {
            try {
                elsewhere.execute(this::refresh);
            } catch (RejectedExecutionException e) {
                LOG.debug("The listener stops", e);
            }
        }
    }

    /**
     * Takes files over that have changed since they were read. Waits for the files; not for an I/O thread.
     *
     * @return whether new connections begin with something else
     */
    public synchronized boolean refresh() {
        List<String> now = fingerprints(settings);
        if (now.equals(seen)) {
            return false;
        }
        seen = now;
        try {
            context = load(settings);
            return true;
        } catch (TlsException e) {
            LOG.error("{}; what was there before stays in use", e.getMessage());
            return false;
        }
    }

    /**
     * Makes a server of an engine that has not begun: protocols, ciphers, client certificates.
     *
     * @param applications the ALPN names that are served, most wanted first; none: ALPN is not answered
     */
    public void prepare(SSLEngine engine, String... applications) {
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(settings.protocols().toArray(new String[0]));
        parameters.setCipherSuites(settings.ciphers().toArray(new String[0]));
        parameters.setUseCipherSuitesOrder(true);
        parameters.setApplicationProtocols(applications);
        switch (settings.clients()) {
            case REQUIRED -> parameters.setNeedClientAuth(true);
            case OPTIONAL -> parameters.setWantClientAuth(true);
            case NONE -> parameters.setNeedClientAuth(false);
        }
        engine.setSSLParameters(parameters);
    }

    /** Returns the subject of the certificate that the peer has shown, as RFC 2253 writes it; null: none. */
    public static @Nullable String subject(SSLSession session) {
        try {
            return session.getPeerCertificates()[0] instanceof X509Certificate shown
                    ? shown.getSubjectX500Principal().getName()
                    : null;
        } catch (SSLPeerUnverifiedException e) {
            return null;
        }
    }

    private static SSLContext load(TlsSettings settings) {
        char[] password = settings.password().chars();
        try {
            KeyStore identity = KeyMaterial.identity(settings, password);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(identity, password);
            TrustManager[] trust = new TrustManager[0];
            Path trusted = settings.trusted();
            if (trusted != null) {
                TrustManagerFactory factory =
                        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                factory.init(KeyMaterial.trusted(settings, trusted));
                trust = factory.getTrustManagers();
            }
            SSLContext created = SSLContext.getInstance("TLS");
            created.init(keys.getKeyManagers(), trust, null);
            created.getServerSessionContext().setSessionCacheSize(SESSIONS_MAX);
            created.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
            tell(settings, KeyMaterial.certificate(identity));
            return created;
        } catch (GeneralSecurityException e) {
            throw new TlsException(
                    settings.pid() + ": tlsCertificates = " + settings.certificates() + " cannot be used: "
                            + e.getMessage(),
                    e);
        } finally {
            KeyMaterial.wipe(password);
        }
    }

    private static void tell(TlsSettings settings, X509Certificate shown) {
        Instant end = shown.getNotAfter().toInstant();
        if (end.isBefore(Instant.now())) {
            LOG.warn(
                    "{}: tlsCertificates = {}: the certificate of {} expired at {}; clients will refuse it",
                    settings.pid(),
                    settings.certificates(),
                    shown.getSubjectX500Principal(),
                    end);
        } else {
            LOG.info(
                    "{}: TLS with the certificate of {}, which expires at {}",
                    settings.pid(),
                    shown.getSubjectX500Principal(),
                    end);
        }
    }

    /** What changes when a file does; a file that is not there has none. */
    private static List<String> fingerprints(TlsSettings settings) {
        List<String> found = new ArrayList<>();
        Stream.of(
                        settings.certificates(),
                        settings.key(),
                        settings.trusted(),
                        settings.password().file(),
                        settings.trustedPassword().file())
                .forEach(path -> found.add(path == null ? "" : fingerprint(path)));
        return found;
    }

    private static String fingerprint(Path path) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
        } catch (IOException e) {
            return "absent";
        }
    }
}
