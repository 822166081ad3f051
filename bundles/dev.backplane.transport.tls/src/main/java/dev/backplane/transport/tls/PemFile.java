package dev.backplane.transport.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/** The blocks of a PEM file (RFC 7468), read with what the JDK has. Not thread-safe. */
final class PemFile {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
    private static final List<String> KEY_ALGORITHMS = List.of("EC", "RSA", "Ed25519", "Ed448", "RSASSA-PSS");

    private final List<X509Certificate> certificates = new ArrayList<>();
    private byte @Nullable [] plainKey;
    private byte @Nullable [] encryptedKey;
    private @Nullable String foreignKey;

    /** @throws GeneralSecurityException if a certificate in it is none */
    PemFile(String text) throws GeneralSecurityException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        Matcher blocks = BLOCK.matcher(text);
        while (blocks.find()) {
            byte[] bytes = Base64.getMimeDecoder().decode(blocks.group(2));
            String kind = blocks.group(1);
            switch (kind) {
                case "CERTIFICATE" ->
                    certificates.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(bytes)));
                case "PRIVATE KEY" -> plainKey = bytes;
                case "ENCRYPTED PRIVATE KEY" -> encryptedKey = bytes;
                default -> {
                    if (kind.endsWith("PRIVATE KEY")) {
                        foreignKey = kind;
                    }
                }
            }
        }
    }

    List<X509Certificate> certificates() {
        return certificates;
    }

    /**
     * Returns the private key.
     *
     * @param password for an encrypted one
     * @return null if there is none in the file
     * @throws GeneralSecurityException if there is one that cannot be used; the message says why
     */
    @Nullable
    PrivateKey key(char[] password) throws GeneralSecurityException {
        byte[] encrypted = encryptedKey;
        byte[] plain = plainKey;
        if (encrypted != null) {
            return parsed(decrypted(encrypted, password));
        }
        if (plain != null) {
            return parsed(new PKCS8EncodedKeySpec(plain));
        }
        if (foreignKey != null) {
            throw new InvalidKeySpecException("it is a " + foreignKey + ", not in PKCS8;"
                    + " 'openssl pkcs8 -topk8 -in old.pem -out new.pem' makes one of it");
        }
        return null;
    }

    private static PKCS8EncodedKeySpec decrypted(byte[] bytes, char[] password) throws GeneralSecurityException {
        if (password.length == 0) {
            throw new InvalidKeySpecException("it is encrypted, and tlsPassword is empty");
        }
        PBEKeySpec spec = new PBEKeySpec(password);
        try {
            EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(bytes);
            AlgorithmParameters parameters = info.getAlgParameters();
            // PBES2 is a frame for many ciphers: its parameters name the one
            String algorithm =
                    info.getAlgName().startsWith("PBES2") || info.getAlgName().startsWith("1.2.840")
                            ? parameters.toString()
                            : info.getAlgName();
            Key key = SecretKeyFactory.getInstance(algorithm).generateSecret(spec);
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(Cipher.DECRYPT_MODE, key, parameters);
            return info.getKeySpec(cipher);
        } catch (IOException e) {
            throw new InvalidKeySpecException("it is no encrypted PKCS8 key that the JDK can read", e);
        } catch (InvalidKeySpecException | java.security.InvalidKeyException e) {
            throw new InvalidKeySpecException("tlsPassword does not decrypt it", e);
        } finally {
            spec.clearPassword();
        }
    }

    /** The key says itself what it is for, but only to the one who knows its grammar: the JDK's factories do. */
    private static PrivateKey parsed(PKCS8EncodedKeySpec spec) throws GeneralSecurityException {
        try {
            for (String algorithm : KEY_ALGORITHMS) {
                try {
                    return KeyFactory.getInstance(algorithm).generatePrivate(spec);
                } catch (InvalidKeySpecException e) {
                    // a key for another one
                    continue;
                }
            }
        } finally {
            Arrays.fill(spec.getEncoded(), (byte) 0);
        }
        throw new InvalidKeySpecException("it is a PKCS8 key for none of " + String.join(", ", KEY_ALGORITHMS));
    }
}
