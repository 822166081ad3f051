package dev.backplane.transport.stream.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.spi.transport.EchoConversation;
import dev.backplane.spi.transport.LeaseEnd;
import dev.backplane.spi.transport.Transport;
import dev.backplane.transport.tls.TestKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

/** TCP with TLS keeps what TCP keeps, and says whom it talks to. */
class TlsTransportTest extends StreamTransportTest {

    private final Map<String, Object> values = new HashMap<>();

    @Override
    Transport start(Map<String, Object> first) {
        values.putAll(map("tlsPassword", TestKeys.PASSWORD));
        values.putAll(first);
        values.computeIfAbsent("tlsCertificates", key -> store("server").toString());
        return new TcpTransport(endpoint, Configs.tcp(values), TcpTransport.PID + "-tls");
    }

    @Override
    void change(Map<String, Object> changed) {
        values.putAll(changed);
        ((TcpTransport) transport).modified(Configs.tcp(values));
    }

    @Override
    void stop() {
        ((TcpTransport) transport).deactivate();
    }

    @Override
    Client connect(int receiveBytes) throws IOException {
        return connect(receiveBytes, null, "TLSv1.3");
    }

    private Client connect(int receiveBytes, String name, String protocol) throws IOException {
        return new Client(Objects.requireNonNull(transport.address()), receiveBytes, context(name), protocol);
    }

    private static SSLContext context(String name) {
        try {
            return TestKeys.client(name);
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private Path store(String name) {
        try {
            return TestKeys.store(folder, name);
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void bothVersions_carryWhatIsLargeBothWays() throws Exception {
        serve();
        assertThat(transport.address()).startsWith("tls://");
        for (String protocol : new String[] {"TLSv1.2", "TLSv1.3"}) {
            try (Client client = connect(0, null, protocol)) {
                String large = "y".repeat(1_000_000);
                assertThat(client.send(large + "\nnext\n").line()).isEqualTo(large);
                assertThat(client.line()).isEqualTo("next");
                assertThat(client.send("large:3000000\n").line()).hasSize(3_000_000);
            }
        }
    }

    @Test
    void certificateRequired_isTheCaller_othersAreToldNo() throws Exception {
        serve("tlsClients", "required", "tlsTrusted", TestKeys.authority(folder).toString());
        try (Client alice = connect(0, "client", "TLSv1.3")) {
            assertThat(alice.send("x\n").line()).isEqualTo("x");
            assertThat(endpoint.next().line.principal()).isEqualTo("CN=alice,O=Example");
        }
        for (String name : new String[] {null, "foreign", "expired"}) {
            for (String protocol : new String[] {"TLSv1.2", "TLSv1.3"}) {
                try (Client other = connect(0, name, protocol)) {
                    assertThatThrownBy(() -> other.send("x\n").line())
                            .isInstanceOf(SSLException.class)
                            .hasMessageContaining("alert");
                }
                EchoConversation refused = endpoint.next();
                assertThat(refused.line.principal()).isNull();
                assertThat(refused.accepted).hasValue(0);
            }
        }
    }

    @Test
    void certificateOptional_namesThoseWhoHaveOne() throws Exception {
        serve("tlsClients", "optional", "tlsTrusted", TestKeys.authority(folder).toString());
        try (Client nobody = connect(0, null, "TLSv1.3");
                Client alice = connect(0, "client", "TLSv1.2")) {
            assertThat(nobody.send("x\n").line()).isEqualTo("x");
            assertThat(endpoint.next().line.principal()).isNull();
            assertThat(alice.send("x\n").line()).isEqualTo("x");
            assertThat(endpoint.next().line.principal()).isEqualTo("CN=alice,O=Example");
        }
    }

    @Test
    void certificateReplaced_isShownToNewConnections_openOnesGoOn() throws Exception {
        serve();
        try (Client early = client()) {
            assertThat(early.send("x\n").shown()).isEqualTo("CN=first");
            assertThat(early.line()).isEqualTo("x");
            Files.move(store("renewed"), store("server"), StandardCopyOption.REPLACE_EXISTING);
            String shown = "";
            while (!shown.equals("CN=second")) {
                try (Client next = client()) {
                    shown = next.send("x\n").shown();
                    assertThat(next.line()).isEqualTo("x");
                }
            }
            assertThat(early.send("y\n").line()).isEqualTo("y");
        }
    }

    @Test
    void turnedOffAndOn_byConfiguration_keepsConnections() throws Exception {
        serve();
        try (Client early = client()) {
            assertThat(early.send("x\n").line()).isEqualTo("x");
            change(map("tlsCertificates", ""));
            try (Client plain = new Client(Objects.requireNonNull(transport.address()), 0)) {
                assertThat(plain.send("y\n").line()).isEqualTo("y");
                change(map("tlsCertificates", store("server").toString()));
                assertThat(plain.send("z\n").line()).isEqualTo("z");
            }
            change(map("tlsCertificates", folder.resolve("nowhere").toString()));
            assertThat(early.send("z\n").line()).isEqualTo("z");
            try (Client next = client()) {
                assertThat(next.send("z\n").line()).isEqualTo("z");
            }
        }
    }

    @Test
    void plainText_isRefused() throws Exception {
        serve();
        try (Client plain = new Client(Objects.requireNonNull(transport.address()), 0)) {
            String alert = plain.send("{\"jsonrpc\":\"2.0\"}\n").line();
            // a record of TLS, or nothing: no line of ours
            assertThat(alert)
                    .satisfiesAnyOf(
                            none -> assertThat(none).isNull(),
                            record -> assertThat(record).startsWith("\u0015"));
        }
        awaitOneEnded(LeaseEnd.FAILED);
        assertThat(endpoint.next().accepted).hasValue(0);
    }

    @Test
    void handshakeThatStops_isClosedInTime() throws Exception {
        serve("firstMessageTimeoutMillis", 150);
        try (Client silent = new Client(Objects.requireNonNull(transport.address()), 0)) {
            assertThat(silent.send("\u0016\u0003").line()).isNull();
        }
        awaitOneEnded(LeaseEnd.TIMED_OUT);
    }
}
