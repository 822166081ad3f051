package dev.backplane.transport.tls;

/** Whether clients show a certificate. */
public enum ClientCertificates {
    /** It is not asked for. */
    NONE,
    /** It is asked for; without one the client has no name; a bad one is refused. */
    OPTIONAL,
    /** Without a good one the connection is refused. */
    REQUIRED
}
