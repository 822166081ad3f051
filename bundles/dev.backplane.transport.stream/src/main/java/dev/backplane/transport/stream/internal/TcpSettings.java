package dev.backplane.transport.stream.internal;

import dev.backplane.transport.tls.TlsContext;
import dev.backplane.transport.tls.TlsSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * The checked configuration of one TCP listener. Immutable.
 *
 * @param address what {@code host} stands for
 * @param tls null: connections are not encrypted
 */
record TcpSettings(
        String host,
        InetAddress address,
        int port,
        Limits limits,
        @Nullable TlsContext tls) {

    /** @throws IllegalArgumentException naming key, value and bound */
    static TcpSettings of(TcpConfig config) {
        Limits limits = Limits.of(config);
        Limits.within("port", config.port(), 0, 65_535);
        return new TcpSettings(config.host(), resolve(config.host()), config.port(), limits, tls(config));
    }

    /** Tells whether a listener with the other settings must take this one's place. */
    boolean needsNewListener(TcpSettings other) {
        return !address.equals(other.address) || port != other.port || limits.ioThreads() != other.limits.ioThreads();
    }

    /** Reads keys and certificates: what is configured takes effect only if it can be used. */
    private static @Nullable TlsContext tls(TcpConfig config) {
        TlsSettings configured = TlsSettings.of(
                TcpTransport.PID,
                config.tlsCertificates(),
                config.tlsKey(),
                config.tlsPassword(),
                config.tlsTrusted(),
                config.tlsTrustedPassword(),
                config.tlsClients(),
                config.tlsProtocols(),
                config.tlsCiphers());
        return configured == null ? null : TlsContext.open(configured);
    }

    private static InetAddress resolve(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("host = " + host + " is no known address", e);
        }
    }
}
