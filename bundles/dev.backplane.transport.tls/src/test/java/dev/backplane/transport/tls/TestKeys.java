package dev.backplane.transport.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Keys and certificates for tests, made by the JDK's keytool the first time they are asked for. */
public final class TestKeys {

    public static final String PASSWORD = "only for this test";
    private static final String ENCRYPTION = "PBEWithHmacSHA256AndAES_256";
    private static KeyStore all;

    private TestKeys() {}

    /** Writes a PKCS12 store with the key and its chain: server, renewed, rsa, client, expired, foreign. */
    public static Path store(Path directory, String name) throws IOException, GeneralSecurityException {
        Path path = directory.resolve(name + ".p12");
        try (OutputStream out = Files.newOutputStream(path)) {
            keyStore(name).store(out, PASSWORD.toCharArray());
        }
        return path;
    }

    /** Writes the chain as PEM. */
    public static Path chain(Path directory, String name) throws IOException, GeneralSecurityException {
        Path path = directory.resolve(name + "-chain.pem");
        StringBuilder text = new StringBuilder();
        for (Certificate each : all().getCertificateChain(name)) {
            text.append(pem("CERTIFICATE", each.getEncoded()));
        }
        return Files.writeString(path, text);
    }

    /** Writes the key as PEM in PKCS8. */
    public static Path key(Path directory, String name) throws IOException, GeneralSecurityException {
        return Files.writeString(
                directory.resolve(name + "-key.pem"),
                pem("PRIVATE KEY", all().getKey(name, PASSWORD.toCharArray()).getEncoded()));
    }

    /** Writes the key as PEM in PKCS8, encrypted with the password. */
    public static Path encryptedKey(Path directory, String name) throws IOException, GeneralSecurityException {
        byte[] plain = all().getKey(name, PASSWORD.toCharArray()).getEncoded();
        Key secret = SecretKeyFactory.getInstance(ENCRYPTION).generateSecret(new PBEKeySpec(PASSWORD.toCharArray()));
        Cipher cipher = Cipher.getInstance(ENCRYPTION);
        cipher.init(Cipher.ENCRYPT_MODE, secret);
        byte[] encrypted = cipher.doFinal(plain);
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("PBES2");
        parameters.init(cipher.getParameters().getEncoded());
        return Files.writeString(
                directory.resolve(name + "-key-encrypted.pem"),
                pem("ENCRYPTED PRIVATE KEY", new EncryptedPrivateKeyInfo(parameters, encrypted).getEncoded()));
    }

    /** Writes the certificate that all but foreign are issued by, as PEM. */
    public static Path authority(Path directory) throws IOException, GeneralSecurityException {
        return Files.writeString(
                directory.resolve("authority.pem"),
                pem("CERTIFICATE", all().getCertificate("authority").getEncoded()));
    }

    /** Returns what a client needs that trusts the authority. */
    public static SSLContext client() throws IOException, GeneralSecurityException {
        return client(null);
    }

    /** @param name of the certificate that it shows; null: none */
    public static SSLContext client(String name) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", all().getCertificate("authority"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(name == null ? null : keyStore(name), PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore keyStore(String name) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        char[] password = PASSWORD.toCharArray();
        store.setKeyEntry(name, all().getKey(name, password), password, all().getCertificateChain(name));
        return store;
    }

    private static synchronized KeyStore all() throws IOException, GeneralSecurityException {
        if (all == null) {
            Path directory = Files.createTempDirectory("keys");
            Path store = directory.resolve("all.p12");
            try {
                keytool(store, "authority", "CN=Authority", "-ext", "bc:c", "-validity", "30");
                keytool(store, "stranger", "CN=Stranger", "-ext", "bc:c", "-validity", "30");
                String names = "san=dns:localhost,ip:127.0.0.1";
                keytool(store, "server", "CN=first", "-signer", "authority", "-ext", names, "-validity", "20");
                keytool(store, "renewed", "CN=second", "-signer", "authority", "-ext", names, "-validity", "20");
                keytool(store, "client", "CN=alice,O=Example", "-signer", "authority", "-validity", "20");
                keytool(store, "expired", "CN=old", "-signer", "authority", "-startdate", "-10d", "-validity", "5");
                keytool(store, "foreign", "CN=mallory", "-signer", "stranger", "-validity", "20");
                KeyStore read = KeyStore.getInstance("PKCS12");
                try (InputStream in = Files.newInputStream(store)) {
                    read.load(in, PASSWORD.toCharArray());
                }
                all = read;
            } finally {
                Files.deleteIfExists(store);
                Files.delete(directory);
            }
        }
        return all;
    }

    private static void keytool(Path store, String alias, String name, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-J-XX:+UseSerialGC",
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD,
                "-alias",
                alias,
                "-dname",
                name));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException("keytool: " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static String pem(String kind, byte[] bytes) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
                + "\n-----END " + kind + "-----\n";
    }
}
