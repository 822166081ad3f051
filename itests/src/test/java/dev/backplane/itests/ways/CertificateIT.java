package dev.backplane.itests.ways;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.itests.harness.Await;
import dev.backplane.itests.harness.Distribution;
import dev.backplane.transport.tls.TestKeys;
import java.net.http.HttpClient.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The certificate of the running distribution is replaced; no connection ends, and no call. */
class CertificateIT {

    private static final Distribution SERVER = TransportContract.SERVER;
    private static final List<Integer> PORTS = List.of(Distribution.PAGED_TLS, Distribution.PAGED_TCP_TLS);
    private static final String SLOW = TransportContract.call(1, "slow", "{\"millis\":3000}");
    private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"ping\"}";

    @TempDir
    Path directory;

    @Test
    void file_replaced_isShownToNewConnections_openOnesGoOn() throws Exception {
        assertThat(SERVER.alive()).isTrue();
        Path served = Distribution.certificates();
        assertThat(PORTS).allSatisfy(port -> assertThat(shown(port)).isEqualTo("CN=first"));
        try (Talk socket = new WebSocketTalk(TransportContract.secure("wss"));
                Talk lines = LineTalk.tls(Distribution.PAGED_TCP_TLS, TestKeys.client());
                Talk http = HttpTalk.tls(TransportContract.secure("https"), Version.HTTP_1_1);
                Talk http2 = HttpTalk.tls(TransportContract.secure("https"), Version.HTTP_2)) {
            List<Talk> open = List.of(socket, lines, http, http2);
            for (Talk talk : open) {
                assertThat(talk.answer(TransportContract.initialize("2025-11-25"))
                                .has("result"))
                        .isTrue();
                talk.say("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
                talk.say(SLOW);
            }
            replace(served, "renewed");
            Await.until("the new certificate", Duration.ofSeconds(10), () -> shown("CN=second"));
            for (Talk talk : open) {
                assertThat(talk.nextObject().toString()).contains("waited 3000 ms");
                assertThat(talk.answer(PING).get("id").getAsInt()).isEqualTo(2);
            }
            assertThat(socket.isQuiet()).isTrue();
        } finally {
            replace(served, "server");
        }
        Await.until("the former certificate", Duration.ofSeconds(10), () -> shown("CN=first"));
    }

    private void replace(Path served, String name) throws Exception {
        Path made = Files.copy(
                TestKeys.store(directory, name), served.resolveSibling("next"), StandardCopyOption.REPLACE_EXISTING);
        Files.move(made, served, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static boolean shown(String name) {
        return PORTS.stream().allMatch(port -> shown(port).equals(name));
    }

    /** Returns the subject that a new connection is shown. */
    private static String shown(int port) {
        try (SSLSocket socket = (SSLSocket) TestKeys.client().getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        } catch (java.io.IOException | java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
