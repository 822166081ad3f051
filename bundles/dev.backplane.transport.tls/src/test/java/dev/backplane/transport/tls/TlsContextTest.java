package dev.backplane.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsContextTest {

    private static final String[] NONE = {};

    @TempDir
    Path directory;

    @Test
    void open_pkcs12_works() throws Exception {
        TlsContext tls = open(TestKeys.store(directory, "server"), null, TestKeys.PASSWORD);
        SSLEngine engine = tls.context().createSSLEngine();
        tls.prepare(engine, "h2", "http/1.1");
        assertThat(engine.getEnabledProtocols()).containsExactlyInAnyOrder("TLSv1.3", "TLSv1.2");
        assertThat(engine.getEnabledCipherSuites()).allMatch(name -> name.contains("GCM") || name.contains("CHACHA20"));
        assertThat(engine.getSSLParameters().getUseCipherSuitesOrder()).isTrue();
    }

    @Test
    void open_pemChainAndKey_works() throws Exception {
        Path chain = TestKeys.chain(directory, "server");
        assertThat(open(chain, TestKeys.key(directory, "server"), "").context()).isNotNull();
        assertThat(open(chain, TestKeys.encryptedKey(directory, "server"), TestKeys.PASSWORD)
                        .context())
                .isNotNull();
        Path both = directory.resolve("both.pem");
        Files.writeString(both, Files.readString(chain) + Files.readString(TestKeys.key(directory, "server")));
        assertThat(open(both, null, "").context()).isNotNull();
    }

    @Test
    void open_passwordFromFile_works() throws Exception {
        Path file = Files.writeString(directory.resolve("password"), TestKeys.PASSWORD + "\n");
        assertThat(open(TestKeys.store(directory, "server"), null, "file:" + file)
                        .context())
                .isNotNull();
    }

    @Test
    void open_badFiles_errorNamesKeyAndValueAndNoPassword() throws Exception {
        Path store = TestKeys.store(directory, "server");
        Path chain = TestKeys.chain(directory, "server");
        refused(store, null, "wrong one", "tlsCertificates = " + store, "password");
        refused(directory.resolve("none.p12"), null, "", "none.p12", "is not there");
        refused(
                chain,
                TestKeys.key(directory, "renewed"),
                "",
                "tlsCertificates = " + chain,
                "not that of the private key");
        refused(chain, null, "", "no private key", "tlsKey is empty");
        refused(chain, TestKeys.encryptedKey(directory, "server"), "", "tlsKey = ", "tlsPassword is empty");
        refused(chain, TestKeys.encryptedKey(directory, "server"), "wrong one", "tlsKey = ", "does not decrypt");
        refused(store, chain, TestKeys.PASSWORD, "tlsKey = " + chain, "must be empty");
        Path old = Files.writeString(
                directory.resolve("old.pem"), "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n");
        refused(chain, old, "", "tlsKey = " + old, "openssl pkcs8 -topk8");
        Path nothing = Files.writeString(directory.resolve("nothing.pem"), "nothing");
        refused(nothing, null, "", "neither PKCS12 nor PEM");
        refused(store, null, "env:NO_SUCH_VARIABLE_HERE", "NO_SUCH_VARIABLE_HERE");
    }

    @Test
    void settings_bad_errorNamesKeyValueAndBound() {
        assertThatThrownBy(() -> settings(Path.of("x"), null, "", "sometimes", null))
                .hasMessageContaining("tlsClients = sometimes")
                .hasMessageContaining("none, optional, required");
        assertThatThrownBy(() -> settings(Path.of("x"), null, "", "required", null))
                .hasMessageContaining("needs tlsTrusted");
        assertThatThrownBy(() -> TlsSettings.of("pid", "x", "", "", "", "", "none", new String[] {"TLSv1.1"}, NONE))
                .hasMessageContaining("tlsProtocols = TLSv1.1")
                .hasMessageContaining("TLSv1.3, TLSv1.2");
        assertThatThrownBy(() -> TlsSettings.of(
                        "pid", "x", "", "", "", "", "none", NONE, new String[] {"TLS_RSA_WITH_AES_128_CBC_SHA"}))
                .hasMessageContaining("tlsCiphers = TLS_RSA_WITH_AES_128_CBC_SHA");
        assertThat(TlsSettings.of("pid", "", "", "", "", "", "none", NONE, NONE))
                .isNull();
    }

    @Test
    void settings_toString_hidesPasswords() {
        assertThat(settings(Path.of("x"), null, "the password", "none", null).toString())
                .doesNotContain("the password");
    }

    @Test
    void refresh_fileReplaced_isTakenOver_badOneIsNot() throws Exception {
        Path store = TestKeys.store(directory, "server");
        TlsContext tls = open(store, null, TestKeys.PASSWORD);
        SSLContext first = tls.context();
        assertThat(tls.refresh()).isFalse();
        Files.move(TestKeys.store(directory, "renewed"), store, StandardCopyOption.REPLACE_EXISTING);
        assertThat(tls.refresh()).isTrue();
        SSLContext second = tls.context();
        assertThat(second).isNotSameAs(first);
        Files.writeString(store, "half a file");
        assertThat(tls.refresh()).isFalse();
        assertThat(tls.context()).isSameAs(second);
        Files.delete(store);
        assertThat(tls.refresh()).isFalse();
        TestKeys.store(directory, "renewed").toFile().renameTo(store.toFile());
        assertThat(tls.refresh()).isTrue();
    }

    private void refused(Path certificates, Path key, String password, String... said) {
        assertThatThrownBy(() -> open(certificates, key, password))
                .isInstanceOf(TlsException.class)
                .hasMessageStartingWith("pid: ")
                .satisfies(e -> assertThat(e.getMessage()).contains(said))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("wrong one"));
    }

    private static TlsContext open(Path certificates, Path key, String password)
            throws IOException, GeneralSecurityException {
        return TlsContext.open(settings(certificates, key, password, "none", null));
    }

    private static TlsSettings settings(Path certificates, Path key, String password, String clients, Path trusted) {
        return TlsSettings.of(
                "pid",
                certificates.toString(),
                key == null ? "" : key.toString(),
                password,
                trusted == null ? "" : trusted.toString(),
                "",
                clients,
                NONE,
                NONE);
    }
}
