package dev.backplane.transport.stream.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of one TCP listener. Every value can be changed while it runs. {@link TcpSettings} checks the bounds. */
@ObjectClassDefinition(name = "Backplane TCP transport", description = "Where and how MCP is served in lines over TCP")
public @interface TcpConfig {

    @AttributeDefinition(description = "Address or name to listen on; a loopback address keeps other machines out")
    String host() default "127.0.0.1";

    @AttributeDefinition(description = "TCP port, 0 to 65535; 0 takes any free one")
    int port() default 0;

    @AttributeDefinition(description = "Threads for input and output, 1 to 64")
    int ioThreads() default 1;

    @AttributeDefinition(description = "Connections at once, 1 to 1000000; further ones are told so and closed")
    int connectionsMax() default 1000;

    @AttributeDefinition(
            description =
                    "Largest message of a peer in bytes, 1024 to 1073741824; a larger one is left out, with an error")
    int messageBytesMax() default 4 * 1024 * 1024;

    @AttributeDefinition(
            description = "Milliseconds within which a new connection's first message must be there, 100 to 3600000")
    int firstMessageTimeoutMillis() default 30_000;

    @AttributeDefinition(
            description = "Milliseconds within which a message that has begun must be there, 100 to 3600000")
    int messageTimeoutMillis() default 30_000;

    @AttributeDefinition(
            description =
                    "Milliseconds after which a connection is closed on which nothing is under way and nothing has"
                            + " come or gone, 0 to 86400000; 0: never")
    int idleTimeoutMillis() default 3_600_000;

    @AttributeDefinition(
            description =
                    "Messages a second of one connection, 0 to 1000000; further ones wait, and none is lost; 0: no"
                            + " limit")
    int messagesPerSecondMax() default 10_000;

    @AttributeDefinition(
            description = "Requests under way at once on one connection, 1 to 100000; further ones are refused")
    int requestsMax() default 256;

    @AttributeDefinition(
            description = "Bytes that may wait for the peer of one connection before it is closed, 4096 to 1073741824;"
                    + " from a quarter on nothing more is read from it")
    int queueBytesMax() default 4 * 1024 * 1024;

    @AttributeDefinition(
            description =
                    "Milliseconds after which a connection is closed whose peer takes nothing of what waits for it,"
                            + " 100 to 3600000")
    int stallMillis() default 30_000;

    @AttributeDefinition(
            description = "Milliseconds that requests under way get to finish when the peer has closed its side,"
                    + " 0 to 600000; then they are cancelled")
    int halfCloseMillis() default 2_000;

    @AttributeDefinition(
            description = "Milliseconds that requests under way get to finish when the transport stops, 0 to 600000")
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
}
