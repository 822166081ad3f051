package dev.backplane.transport.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads keys and certificates from PKCS12 and PEM files. Stateless. */
final class KeyMaterial {

    private static final long FILE_BYTES_MAX = 4L << 20;
    private static final String ENTRY = "key";
    private static final byte[] PROBE = {1, 2, 3, 4};

    private KeyMaterial() {}

    /**
     * Reads the server's key and chain into a store whose entries have the password.
     *
     * @throws TlsException naming key, value and what is wrong
     */
    static KeyStore identity(TlsSettings settings, char[] password) {
        String where = settings.pid() + ": tlsCertificates = " + settings.certificates();
        byte[] bytes = read(where, settings.certificates());
        try {
            if (isDer(bytes)) {
                if (settings.key() != null) {
                    throw new TlsException(
                            settings.pid() + ": tlsKey = " + settings.key()
                                    + " must be empty: the PKCS12 store of tlsCertificates has the key",
                            null);
                }
                KeyStore store = store(where, bytes, password);
                check(where, store, password);
                return store;
            }
            PemFile file = new PemFile(new String(bytes, StandardCharsets.US_ASCII));
            return pem(settings, where, file, password);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new TlsException(where + " cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * Reads the certificates that clients' ones must be issued by.
     *
     * @throws TlsException naming key, value and what is wrong
     */
    static KeyStore trusted(TlsSettings settings, Path path) {
        String where = settings.pid() + ": tlsTrusted = " + path;
        byte[] bytes = read(where, path);
        try {
            KeyStore trusted = empty();
            if (isDer(bytes)) {
                KeyStore store = store(where, bytes, settings.trustedPassword().chars());
                for (String alias : Collections.list(store.aliases())) {
                    trusted.setCertificateEntry(alias, store.getCertificate(alias));
                }
            } else {
                int number = 0;
                for (Certificate each : new PemFile(new String(bytes, StandardCharsets.US_ASCII)).certificates()) {
                    trusted.setCertificateEntry("trusted" + number++, each);
                }
            }
            if (trusted.size() == 0) {
                throw new TlsException(where + " has no certificate", null);
            }
            return trusted;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new TlsException(where + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** Returns the certificate that peers are shown. */
    static X509Certificate certificate(KeyStore identity) throws GeneralSecurityException {
        String alias = Collections.list(identity.aliases()).stream()
                .filter(each -> isKey(identity, each))
                .findFirst()
                .orElseThrow();
        return (X509Certificate) identity.getCertificate(alias);
    }

    private static KeyStore pem(TlsSettings settings, String where, PemFile file, char[] password)
            throws GeneralSecurityException {
        if (file.certificates().isEmpty()) {
            throw new TlsException(where + " has no certificate: it is neither PKCS12 nor PEM", null);
        }
        Path keyPath = settings.key();
        PrivateKey key;
        if (keyPath == null) {
            key = file.key(password);
            if (key == null) {
                throw new TlsException(where + " has no private key, and tlsKey is empty", null);
            }
        } else {
            String whereKey = settings.pid() + ": tlsKey = " + keyPath;
            try {
                key = new PemFile(new String(read(whereKey, keyPath), StandardCharsets.US_ASCII)).key(password);
            } catch (GeneralSecurityException e) {
                throw new TlsException(whereKey + " cannot be used: " + e.getMessage(), e);
            }
            if (key == null) {
                throw new TlsException(whereKey + " has no private key in PKCS8", null);
            }
        }
        List<X509Certificate> chain = file.certificates();
        requireMatch(where, key, chain.get(0).getPublicKey());
        KeyStore store = empty();
        store.setKeyEntry(ENTRY, key, password, chain.toArray(new Certificate[0]));
        return store;
    }

    private static void check(String where, KeyStore store, char[] password) throws GeneralSecurityException {
        for (String alias : Collections.list(store.aliases())) {
            if (isKey(store, alias)) {
                try {
                    requireMatch(
                            where,
                            (PrivateKey) store.getKey(alias, password),
                            store.getCertificate(alias).getPublicKey());
                } catch (UnrecoverableKeyException e) {
                    throw new TlsException(where + ": tlsPassword does not open the key of " + alias, e);
                }
                return;
            }
        }
        throw new TlsException(where + " has no private key", null);
    }

    private static boolean isKey(KeyStore store, String alias) {
        try {
            return store.isKeyEntry(alias);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Lets the key sign, and the certificate check it. */
    private static void requireMatch(String where, PrivateKey key, PublicKey shown) throws GeneralSecurityException {
        String algorithm = switch (key.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> key.getAlgorithm();
        };
        boolean match;
        try {
            if (algorithm.equals("RSASSA-PSS")) {
                return;
            }
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(shown);
            signature.update(PROBE);
            match = signature.verify(signed);
        } catch (InvalidKeyException | java.security.SignatureException e) {
            match = false;
        }
        if (!match) {
            throw new TlsException(where + ": the first certificate is not that of the private key", null);
        }
    }

    private static KeyStore store(String where, byte[] bytes, char[] password) throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try {
            store.load(new ByteArrayInputStream(bytes), password);
        } catch (IOException e) {
            String reason = e.getCause() instanceof UnrecoverableKeyException
                    ? ": its password does not open it"
                    : " is no PKCS12 store: " + e.getMessage();
            throw new TlsException(where + reason, e);
        }
        return store;
    }

    private static KeyStore empty() throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try {
            store.load(null, null);
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
        return store;
    }

    private static boolean isDer(byte[] bytes) {
        return bytes.length > 0 && bytes[0] == 0x30;
    }

    private static byte[] read(String where, Path path) {
        try {
            long size = Files.size(path);
            if (size > FILE_BYTES_MAX) {
                throw new TlsException(where + " has " + size + " bytes, more than " + FILE_BYTES_MAX, null);
            }
            return Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            throw new TlsException(where + " is not there", e);
        } catch (IOException e) {
            throw new TlsException(where + " cannot be read: " + e.getMessage(), e);
        }
    }

    static void wipe(char @Nullable [] password) {
        if (password != null) {
            Arrays.fill(password, '\0');
        }
    }
}
