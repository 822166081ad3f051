package dev.backplane.transport.tls;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * What is configured of TLS, checked as far as it can be without reading a file. Immutable.
 *
 * @param pid where it was configured, for messages
 * @param certificates a PKCS12 store, or a PEM file with the certificate chain
 * @param key a PEM file with the PKCS8 key; null: it is in the file of the certificates
 * @param password of the store or the key; empty: none
 * @param trusted a PKCS12 store or a PEM file with the certificates that clients' ones are issued by; null: none
 * @param protocols newest first
 * @param ciphers most wanted first
 */
public record TlsSettings(
        String pid,
        Path certificates,
        @Nullable Path key,
        Secret password,
        @Nullable Path trusted,
        Secret trustedPassword,
        ClientCertificates clients,
        List<String> protocols,
        List<String> ciphers) {

    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    /** Forward secrecy and authenticated encryption alone: Mozilla's "intermediate" list without finite-field DHE. */
    private static final List<String> CIPHERS = List.of(
            "TLS_AES_256_GCM_SHA384",
            "TLS_AES_128_GCM_SHA256",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    public TlsSettings {
        protocols = List.copyOf(protocols);
        ciphers = List.copyOf(ciphers);
    }

    /**
     * Checks what is configured.
     *
     * @param certificates empty: no TLS
     * @param clients none, optional or required
     * @param protocols empty: TLSv1.3 and TLSv1.2
     * @param ciphers empty: a current list
     * @return null if there is to be no TLS
     * @throws IllegalArgumentException naming key, value and bound
     */
    public static @Nullable TlsSettings of(
            String pid,
            String certificates,
            String key,
            String password,
            String trusted,
            String trustedPassword,
            String clients,
            String[] protocols,
            String[] ciphers) {
        if (certificates.isEmpty()) {
            if (!key.isEmpty() || !trusted.isEmpty()) {
                throw new IllegalArgumentException(
                        pid + ": tlsKey and tlsTrusted mean nothing without tlsCertificates, which is empty");
            }
            return null;
        }
        ClientCertificates asked = clients(pid, clients);
        if (asked != ClientCertificates.NONE && trusted.isEmpty()) {
            throw new IllegalArgumentException(pid + ": tlsClients = " + clients + " needs tlsTrusted, which is empty");
        }
        return new TlsSettings(
                pid,
                Path.of(certificates),
                key.isEmpty() ? null : Path.of(key),
                new Secret(pid + ": tlsPassword", password),
                trusted.isEmpty() ? null : Path.of(trusted),
                new Secret(pid + ": tlsTrustedPassword", trustedPassword),
                asked,
                among(pid, "tlsProtocols", protocols, PROTOCOLS, PROTOCOLS),
                among(pid, "tlsCiphers", ciphers, CIPHERS, known()));
    }

    private static ClientCertificates clients(String pid, String value) {
        try {
            return ClientCertificates.valueOf(value.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    pid + ": tlsClients = " + value + " is none of none, optional, required", e);
        }
    }

    private static List<String> among(
            String pid, String key, String[] values, List<String> standard, List<String> possible) {
        List<String> wanted = Arrays.stream(values)
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
        for (String value : wanted) {
            if (!possible.contains(value)) {
                throw new IllegalArgumentException(
                        pid + ": " + key + " = " + value + " is none of " + String.join(", ", possible));
            }
        }
        return wanted.isEmpty() ? standard : wanted;
    }

    private static List<String> known() {
        try {
            SSLParameters supported = SSLContext.getDefault().getSupportedSSLParameters();
            return Arrays.stream(supported.getCipherSuites())
                    .filter(name -> name.contains("_GCM_") || name.contains("_CHACHA20_"))
                    .filter(name -> !name.contains("_anon_") && !name.startsWith("TLS_RSA_"))
                    .toList();
        } catch (java.security.NoSuchAlgorithmException e) {
            return CIPHERS;
        }
    }
}
