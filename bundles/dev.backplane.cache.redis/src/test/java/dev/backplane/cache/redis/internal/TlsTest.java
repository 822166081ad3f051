package dev.backplane.cache.redis.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.Values;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The test's server has no TLS, so something before it ends it. */
class TlsTest {

    private static final String PASSWORD = "changeit";
    private static final CacheKey A = new CacheKey("n", "a");

    @TempDir
    static Path directory;

    private static RedisServer server;
    private static Proxy proxy;

    @BeforeAll
    static void start() throws Exception {
        server = new RedisServer("--save", "");
        key("server", "ip:127.0.0.1");
        key("other", "dns:elsewhere.example");
        proxy = secured("server");
    }

    private static void key(String name, String subject) throws Exception {
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "SAN=" + subject,
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        file(name)))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(keytool.waitFor()).isZero();
    }

    private static String file(String name) {
        return directory.resolve(name + ".p12").toString();
    }

    private static Proxy secured(String name) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(Path.of(file(name)))) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return new Proxy(
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
                server.port());
    }

    @AfterAll
    static void stop() throws Exception {
        proxy.close();
        server.close();
    }

    private static RedisCacheTier tier(int port, boolean tls, String trusted) {
        return new RedisCacheTier(
                new RedisSettings(
                        new RedisSettings.Server("127.0.0.1", port, 0, "", "", tls, file(trusted), PASSWORD),
                        1_000,
                        2,
                        "test",
                        3,
                        50),
                Clock.systemUTC());
    }

    @Test
    void tls_certificateTrusted_serves() throws Exception {
        RedisCacheTier tier = tier(proxy.port(), true, "server");
        try {
            Await.until("the tier serves", () -> tier.link().readable());

            tier.put(A, Values.of("one", System.currentTimeMillis(), 60_000));
            assertThat(Values.text(tier.get(A))).isEqualTo("one");
        } finally {
            tier.deactivate();
        }
    }

    @Test
    void tls_certificateNotTrusted_isRefused() {
        refuses(tier(proxy.port(), true, "other"), "certification path");
    }

    @Test
    void tls_certificateOfAnotherName_isRefused() throws Exception {
        try (Proxy elsewhere = secured("other")) {
            refuses(tier(elsewhere.port(), true, "other"), "127.0.0.1");
        }
    }

    private static void refuses(RedisCacheTier tier, String why) {
        try {
            assertThat(tier.link().circuit().closed()).isFalse();
            assertThat(tier.link().circuit().reason()).contains(why);
            assertThat(tier.get(A)).isNull();
        } finally {
            tier.deactivate();
        }
    }
}
