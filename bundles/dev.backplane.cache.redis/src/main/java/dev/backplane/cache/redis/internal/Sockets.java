package dev.backplane.cache.redis.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** Opens sockets to the server, with TLS where that is configured. Thread-safe. */
final class Sockets {

    private final RedisSettings.Server server;

    Sockets(RedisSettings.Server server) {
        this.server = server;
    }

    /** Connects. The result is to be closed to break off whatever is done with {@link #secure}. */
    void connect(Socket raw, int timeoutMillis) throws IOException {
        raw.setTcpNoDelay(true);
        raw.setKeepAlive(true);
        raw.setSoTimeout(timeoutMillis);
        raw.connect(new InetSocketAddress(server.host(), server.port()), timeoutMillis);
    }

    /** Shakes hands where there is TLS. */
    Socket secure(Socket raw) throws IOException {
        if (!server.tls()) {
            return raw;
        }
        SSLSocket secured = (SSLSocket) factory().createSocket(raw, server.host(), server.port(), true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    private SSLSocketFactory factory() throws IOException {
        if (server.trustStore().isEmpty()) {
            return (SSLSocketFactory) SSLSocketFactory.getDefault();
        }
        try (InputStream in = Files.newInputStream(Path.of(server.trustStore()))) {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            String password = server.trustStorePassword();
            trusted.load(in, password.isEmpty() ? null : password.toCharArray());
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IOException("trust store " + server.trustStore() + " cannot be used", e);
        }
    }
}
