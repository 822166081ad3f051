package dev.backplane.transport.http.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the HTTP transport. Every value can be changed while it runs. {@link Settings} checks the bounds. */
@ObjectClassDefinition(
        name = "Backplane HTTP transport",
        description = "Where and how MCP is served over Streamable HTTP")
public @interface HttpConfig {

    @AttributeDefinition(description = "Address or name to listen on; a loopback address keeps other machines out")
    String host() default "127.0.0.1";

    @AttributeDefinition(description = "TCP port, 0 to 65535; 0 takes any free one")
    int port() default 8080;

    @AttributeDefinition(description = "Path of the MCP endpoint, starting with a slash")
    String path() default "/mcp";

    @AttributeDefinition(
            description = "Path for clients of the older HTTP+SSE transport (2024-11-05), starting with a slash;"
                    + " empty: not served")
    String ssePath() default "/sse";

    @AttributeDefinition(
            description =
                    "Whether pages such as /checklist and /console are served here: yes, no, or auto, which is yes"
                            + " for the first listener on a loopback address")
    String pages() default "auto";

    @AttributeDefinition(description = "Threads for input and output, 0 to 256; 0: one a processor")
    int ioThreads() default 0;

    @AttributeDefinition(description = "Largest request body in bytes, 1024 to 1073741824; larger ones get 413")
    int bodyBytesMax() default 4 * 1024 * 1024;

    @AttributeDefinition(
            description = "Bytes that all request bodies above 64 KiB may take together, 0 to 1099511627776;"
                    + " beyond, further ones get 503; 0: a quarter of the heap")
    long bodiesBytesMax() default 0;

    @AttributeDefinition(description = "Largest request head in bytes, 1024 to 1048576; larger ones get 400")
    int headerBytesMax() default 32 * 1024;

    @AttributeDefinition(
            description =
                    "Milliseconds within which a new connection's first request must have begun, with its head whole;"
                            + " 100 to 3600000")
    int firstMessageTimeoutMillis() default 30_000;

    @AttributeDefinition(
            description = "Milliseconds within which a request's head, and then its body, must have arrived,"
                    + " and within which a peer must take some of an answer; 100 to 3600000")
    int requestTimeoutMillis() default 30_000;

    @AttributeDefinition(
            description = "Milliseconds after which a connection without a request is closed," + " 1000 to 86400000")
    int idleTimeoutMillis() default 120_000;

    @AttributeDefinition(
            description =
                    "Bytes a second of an answer that a peer must take, on average over requestTimeoutMillis, 0 to"
                            + " 1073741824; a slower one is cut off; 0: it may be as slow as it likes, as long as it takes some")
    int bytesPerSecondMin() default 240;

    @AttributeDefinition(
            description =
                    "Requests a second of one connection, 0 to 1000000; further ones wait, and none is lost; 0: no"
                            + " limit")
    int messagesPerSecondMax() default 10_000;

    @AttributeDefinition(description = "Connections at once, 1 to 1000000; further ones get 503")
    int connectionsMax() default 10_000;

    @AttributeDefinition(
            description = "Origins that browsers may call from, as scheme://host, scheme://host:port or"
                    + " scheme://host:*; a single * allows all; empty: those of this machine, on any port")
    String[] allowedOrigins() default {};

    @AttributeDefinition(
            description = "Names this server may be called by, as name, name:port or name:*; a single * allows all;"
                    + " empty: those of this machine when host is a loopback address, otherwise all")
    String[] allowedHosts() default {};

    @AttributeDefinition(
            description =
                    "Bytes that may wait for the peer of one event stream before it is closed," + " 4096 to 1073741824")
    int streamQueueBytesMax() default 1024 * 1024;

    @AttributeDefinition(
            description = "Messages that may wait for the peer of one event stream before it is closed, 16 to 1000000")
    int streamQueueMessagesMax() default 10_000;

    @AttributeDefinition(
            description = "Bytes that may wait in all event streams together, 0 to 1099511627776; beyond, those whose"
                    + " peers do not keep up are closed; 0: a quarter of the heap")
    long streamsBytesMax() default 0;

    @AttributeDefinition(
            description =
                    "Milliseconds after which an event stream is closed whose peer takes nothing of what waits for"
                            + " it, 100 to 3600000")
    int streamStallMillis() default 30_000;

    @AttributeDefinition(description = "Seconds between the comments that keep a quiet event stream open, 1 to 3600")
    int keepAliveSeconds() default 15;

    @AttributeDefinition(
            description =
                    "Milliseconds that requests under way get to finish when the listener stops," + " 0 to 600000")
    int drainMillis() default 30_000;

    @AttributeDefinition(
            description =
                    "File with the certificate chain that TLS shows, PKCS12 or PEM; empty: no TLS. Files that change"
                            + " are taken over for new connections")
    String tlsCertificates() default "";

    @AttributeDefinition(
            description = "PEM file with the private key in PKCS8; empty: it is in the file of tlsCertificates")
    String tlsKey() default "";

    @AttributeDefinition(
            type = AttributeType.PASSWORD,
            description = "Password of the key: itself, file:path, or env:name of a variable of the environment")
    String tlsPassword() default "";

    @AttributeDefinition(
            description = "Whether clients show a certificate: none, optional or required; its subject is the caller")
    String tlsClients() default "none";

    @AttributeDefinition(description = "File with the certificates that clients' ones must be issued by, PKCS12 or PEM")
    String tlsTrusted() default "";

    @AttributeDefinition(
            type = AttributeType.PASSWORD,
            description = "Password of a PKCS12 file of tlsTrusted, as tlsPassword is given")
    String tlsTrustedPassword() default "";

    @AttributeDefinition(description = "Versions of TLS, of TLSv1.3 and TLSv1.2; empty: both")
    String[] tlsProtocols() default {};

    @AttributeDefinition(
            description =
                    "Cipher suites, most wanted first, by their names in the JDK; only authenticated encryption with"
                            + " forward secrecy; empty: a current list")
    String[] tlsCiphers() default {};

    @AttributeDefinition(
            description = "Requests at once on one connection of HTTP/2, 1 to 10000; further ones are refused")
    int http2StreamsMax() default 128;

    @AttributeDefinition(
            description = "Requests a second that a connection of HTTP/2 may take back or have refused, 1 to 100000;"
                    + " beyond, and beyond ten times as many frames of no use, it is closed with ENHANCE_YOUR_CALM")
    int http2ResetsPerSecondMax() default 100;
}
