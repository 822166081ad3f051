package dev.backplane.transport.http.internal;

import dev.backplane.transport.tls.TlsContext;
import dev.backplane.transport.tls.TlsSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The checked configuration. Immutable.
 *
 * @param address what {@code host} stands for
 * @param ssePath empty: none
 * @param ioThreads at least 1
 * @param bodiesBytesMax at least 1
 * @param streamsBytesMax at least 1
 * @param tls null: connections are not encrypted
 */
record Settings(
        String host,
        InetAddress address,
        int port,
        String path,
        String ssePath,
        String pages,
        int ioThreads,
        int bodyBytesMax,
        long bodiesBytesMax,
        int headerBytesMax,
        int firstMessageTimeoutMillis,
        int requestTimeoutMillis,
        int idleTimeoutMillis,
        int bytesPerSecondMin,
        int messagesPerSecondMax,
        int connectionsMax,
        AllowedNames origins,
        AllowedNames hosts,
        int streamQueueBytesMax,
        int streamQueueMessagesMax,
        long streamsBytesMax,
        int streamStallMillis,
        int keepAliveSeconds,
        int drainMillis,
        int http2StreamsMax,
        int http2ResetsPerSecondMax,
        @Nullable TlsContext tls) {

    static final String PID = "dev.backplane.transport.http";

    /** What any stream may hold, whatever the others do. */
    static final int STREAM_QUEUE_BYTES_LEAST = 4096;

    private static final List<String> LOOPBACK_HOSTS = List.of("localhost:*", "127.0.0.1:*", "[::1]:*");
    private static final List<String> LOOPBACK_ORIGINS = List.of(
            "http://localhost:*",
            "http://127.0.0.1:*",
            "http://[::1]:*",
            "https://localhost:*",
            "https://127.0.0.1:*",
            "https://[::1]:*");
    private static final List<String> ALL = List.of("*");

    /** @throws IllegalArgumentException naming key, value and bound */
    static Settings of(HttpConfig config) {
        InetAddress address = resolve(config.host());
        List<String> origins = filled(config.allowedOrigins());
        List<String> hosts = filled(config.allowedHosts());
        int threads = bounded("ioThreads", config.ioThreads(), 0, 256);
        return new Settings(
                config.host(),
                address,
                bounded("port", config.port(), 0, 65_535),
                path("path", config.path()),
                ssePath(config),
                pages(config.pages()),
                threads == 0 ? Runtime.getRuntime().availableProcessors() : threads,
                bounded("bodyBytesMax", config.bodyBytesMax(), 1024, 1 << 30),
                partOfHeap("bodiesBytesMax", config.bodiesBytesMax()),
                bounded("headerBytesMax", config.headerBytesMax(), 1024, 1 << 20),
                bounded("firstMessageTimeoutMillis", config.firstMessageTimeoutMillis(), 100, 3_600_000),
                bounded("requestTimeoutMillis", config.requestTimeoutMillis(), 100, 3_600_000),
                bounded("idleTimeoutMillis", config.idleTimeoutMillis(), 1000, 86_400_000),
                bounded("bytesPerSecondMin", config.bytesPerSecondMin(), 0, 1 << 30),
                bounded("messagesPerSecondMax", config.messagesPerSecondMax(), 0, 1_000_000),
                bounded("connectionsMax", config.connectionsMax(), 1, 1_000_000),
                AllowedNames.of("allowedOrigins", origins.isEmpty() ? LOOPBACK_ORIGINS : origins),
                AllowedNames.of(
                        "allowedHosts", !hosts.isEmpty() ? hosts : address.isLoopbackAddress() ? LOOPBACK_HOSTS : ALL),
                bounded("streamQueueBytesMax", config.streamQueueBytesMax(), STREAM_QUEUE_BYTES_LEAST, 1 << 30),
                bounded("streamQueueMessagesMax", config.streamQueueMessagesMax(), 16, 1_000_000),
                partOfHeap("streamsBytesMax", config.streamsBytesMax()),
                bounded("streamStallMillis", config.streamStallMillis(), 100, 3_600_000),
                bounded("keepAliveSeconds", config.keepAliveSeconds(), 1, 3600),
                bounded("drainMillis", config.drainMillis(), 0, 600_000),
                bounded("http2StreamsMax", config.http2StreamsMax(), 1, 10_000),
                bounded("http2ResetsPerSecondMax", config.http2ResetsPerSecondMax(), 1, 100_000),
                tls(config));
    }

    /** Tells whether a listener with the other settings must take this one's place. */
    boolean needsNewListener(Settings other) {
        return !address.equals(other.address) || port != other.port || ioThreads != other.ioThreads;
    }

    /**
     * Tells whether pages are served.
     *
     * @param first whether this is the listener that is there without any configuration
     */
    boolean servesPages(boolean first) {
        return pages.equals("yes") || pages.equals("auto") && first && address.isLoopbackAddress();
    }

    /** Reads keys and certificates: what is configured takes effect only if it can be used. */
    private static @Nullable TlsContext tls(HttpConfig config) {
        TlsSettings configured = TlsSettings.of(
                PID,
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

    private static int bounded(String key, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    PID + ": " + key + " = " + value + " is outside of " + min + " to " + max);
        }
        return value;
    }

    private static long partOfHeap(String key, long value) {
        long max = 1L << 40;
        if (value < 0 || value > max) {
            throw new IllegalArgumentException(PID + ": " + key + " = " + value + " is outside of 0 to " + max);
        }
        return value == 0 ? Runtime.getRuntime().maxMemory() / 4 : value;
    }

    private static String pages(String value) {
        return switch (value) {
            case "yes", "no", "auto" -> value;
            default -> throw new IllegalArgumentException(PID + ": pages = " + value + " is none of yes, no, auto");
        };
    }

    private static String ssePath(HttpConfig config) {
        if (config.ssePath().isEmpty()) {
            return "";
        }
        if (config.ssePath().equals(config.path())) {
            throw new IllegalArgumentException(
                    PID + ": ssePath = " + config.ssePath() + " must differ from path = " + config.path());
        }
        return path("ssePath", config.ssePath());
    }

    private static String path(String key, String path) {
        if (!path.startsWith("/") || path.length() > 1024 || path.indexOf('?') >= 0 || path.indexOf('#') >= 0) {
            throw new IllegalArgumentException(PID + ": " + key + " = " + path
                    + " must start with a slash, have no query or fragment and at most 1024 characters");
        }
        return path;
    }

    private static InetAddress resolve(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(PID + ": host = " + host + " is no known address", e);
        }
    }

    private static List<String> filled(String[] values) {
        return Arrays.stream(values)
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }
}
