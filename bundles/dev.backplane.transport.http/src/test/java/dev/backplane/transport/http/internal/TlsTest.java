package dev.backplane.transport.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.transport.tls.TestKeys;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS as clients see it, and what is refused. */
class TlsTest {

    private static final int ALERT = 21;
    private static final int HANDSHAKE_FAILURE = 40;
    private static final int PROTOCOL_VERSION = 70;
    private static final int RSA_WITH_AES_128_CBC_SHA = 0x002f;
    private static final int ECDHE_ECDSA_WITH_AES_128_CBC_SHA = 0xc009;
    private static final int ECDHE_ECDSA_WITH_3DES = 0xc008;
    private static final int ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 = 0xc02b;

    @TempDir
    Path directory;

    private Fixture fixture;

    @AfterEach
    void close() {
        if (fixture != null) {
            Fixture.assertEventually(() -> fixture.pool.taken.get() == 0, "buffers: " + fixture.pool.taken.get());
            fixture.close();
        }
    }

    @Test
    void post_bothVersionsOfHttpAndTls_work() throws Exception {
        open();
        for (Version version : Version.values()) {
            HttpClient client = client(TestKeys.client()).version(version).build();
            HttpResponse<String> reply = post(client, "echo:hello");
            assertThat(reply.body()).isEqualTo("echo:hello");
            assertThat(reply.version()).isEqualTo(version);
            assertThat(post(client, "large:3000000").body()).hasSize(3_000_000);
            assertThat(post(client, "e".repeat(200_000)).body()).hasSize(200_000);
        }
        for (String protocol : new String[] {"TLSv1.2", "TLSv1.3"}) {
            try (SSLSocket socket = socket(TestKeys.client())) {
                socket.setEnabledProtocols(new String[] {protocol});
                socket.startHandshake();
                assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
                assertThat(socket.getSession().getCipherSuite()).contains("AES_256_GCM");
            }
        }
    }

    @Test
    void stream_overHttp2_comesEventByEvent() throws Exception {
        open();
        HttpClient client = client(TestKeys.client()).version(Version.HTTP_2).build();
        HttpResponse<Stream<String>> reply = client.send(
                request().header("Accept", "text/event-stream").GET().build(), BodyHandlers.ofLines());
        assertThat(reply.version()).isEqualTo(Version.HTTP_2);
        dev.backplane.spi.transport.EventStream stream = fixture.endpoint.takeStream();
        Iterator<String> lines = reply.body().iterator();
        for (int i = 0; i < 3; i++) {
            stream.send(Integer.toString(i), "{}".getBytes());
            assertThat(lines.next()).isEqualTo("id: " + i);
            assertThat(lines.next()).isEqualTo("event: message");
            assertThat(lines.next()).isEqualTo("data: {}");
            assertThat(lines.next()).isEmpty();
        }
        stream.close();
        assertThat(lines.hasNext()).isFalse();
    }

    @Test
    void oldProtocolsAndWeakCiphers_areRefused() throws Exception {
        open();
        assertThat(hello(0x0301, ECDHE_ECDSA_WITH_AES_128_GCM_SHA256)).isEqualTo(PROTOCOL_VERSION);
        assertThat(hello(0x0302, ECDHE_ECDSA_WITH_AES_128_GCM_SHA256)).isEqualTo(PROTOCOL_VERSION);
        assertThat(hello(0x0300, RSA_WITH_AES_128_CBC_SHA)).isEqualTo(PROTOCOL_VERSION);
        assertThat(hello(0x0303, RSA_WITH_AES_128_CBC_SHA)).isEqualTo(HANDSHAKE_FAILURE);
        assertThat(hello(0x0303, ECDHE_ECDSA_WITH_AES_128_CBC_SHA)).isEqualTo(HANDSHAKE_FAILURE);
        assertThat(hello(0x0303, ECDHE_ECDSA_WITH_3DES)).isEqualTo(HANDSHAKE_FAILURE);
        // the same hello with a suite that is served: it is the suite that was refused
        assertThat(hello(0x0303, ECDHE_ECDSA_WITH_AES_128_GCM_SHA256)).isZero();
    }

    @Test
    void renegotiation_isRefused() throws Exception {
        open();
        try (SSLSocket socket = socket(TestKeys.client())) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            socket.startHandshake();
            socket.getOutputStream().write(RawClient.postText("echo:1").getBytes());
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            assertThatThrownBy(() -> {
                        socket.startHandshake();
                        socket.getOutputStream()
                                .write(RawClient.postText("echo:2").getBytes());
                        while (socket.getInputStream().read() >= 0) {
                            Thread.onSpinWait();
                        }
                        throw new IOException("closed");
                    })
                    .isInstanceOf(IOException.class);
        }
        Fixture.assertEventually(() -> fixture.listener.connections() == 0, "closed");
        assertThat(fixture.endpoint.accepted.get()).isEqualTo(1);
    }

    @Test
    void plainText_onTlsPort_isRefused() throws Exception {
        open();
        try (RawClient client = fixture.client()) {
            client.send(RawClient.postText("echo:plain"));
            assertThatThrownBy(client::reply).isInstanceOf(Exception.class);
        }
        assertThat(fixture.endpoint.accepted.get()).isZero();
    }

    @Test
    void clientCertificate_required_othersAreRefused() throws Exception {
        open(
                "tlsClients",
                "required",
                "tlsTrusted",
                TestKeys.authority(directory).toString());
        for (Version version : Version.values()) {
            HttpClient alice =
                    client(TestKeys.client("client")).version(version).build();
            var answer = alice.sendAsync(posted("hold"), BodyHandlers.ofString());
            var held = fixture.endpoint.takeHeld();
            assertThat(held.principal()).isEqualTo("CN=alice,O=Example");
            FakeEndpoint.answer(held, "hello alice");
            assertThat(answer.get(5, TimeUnit.SECONDS).body()).isEqualTo("hello alice");
            for (SSLContext other :
                    new SSLContext[] {TestKeys.client(), TestKeys.client("foreign"), TestKeys.client("expired")}) {
                HttpClient refused = client(other).version(version).build();
                assertThatThrownBy(() -> post(refused, "echo:no")).isInstanceOf(IOException.class);
            }
        }
        assertThat(fixture.endpoint.accepted.get()).isEqualTo(2);
    }

    @Test
    void clientCertificate_optional_namesThoseWhoHaveOne() throws Exception {
        open(
                "tlsClients",
                "optional",
                "tlsTrusted",
                TestKeys.authority(directory).toString());
        HttpClient nobody = client(TestKeys.client()).build();
        assertThat(post(nobody, "echo:1").body()).isEqualTo("echo:1");
        HttpClient mallory = client(TestKeys.client("expired")).build();
        assertThatThrownBy(() -> post(mallory, "echo:no")).isInstanceOf(IOException.class);
        HttpClient alice = client(TestKeys.client("client")).build();
        assertThat(post(alice, "echo:2").body()).isEqualTo("echo:2");
    }

    @Test
    void certificate_replacedInService_keepsConnections() throws Exception {
        Path store = open();
        try (SSLSocket early = socket(TestKeys.client())) {
            early.startHandshake();
            assertThat(shown(early)).isEqualTo("CN=first");
            Files.move(TestKeys.store(directory, "renewed"), store, StandardCopyOption.REPLACE_EXISTING);
            Fixture.assertEventually(() -> newlyShown().equals("CN=second"), "the new one is shown");
            early.getOutputStream().write(RawClient.postText("echo:still here").getBytes());
            byte[] answer = early.getInputStream().readNBytes(8);
            assertThat(new String(answer)).isEqualTo("HTTP/1.1");
        }
    }

    @Test
    void tls_turnedOnAndOff_byConfiguration_keepsConnections() throws Exception {
        fixture = new Fixture();
        try (RawClient plain = fixture.client()) {
            assertThat(plain.post("echo:1").body()).isEqualTo("echo:1");
            Path store = TestKeys.store(directory, "server");
            fixture.listener.apply(
                    Settings.of(Fixture.config("tlsCertificates", store.toString(), "tlsPassword", TestKeys.PASSWORD)));
            assertThat(newlyShown()).isEqualTo("CN=first");
            assertThat(plain.post("echo:2").body()).isEqualTo("echo:2");
            fixture.listener.apply(Settings.of(Fixture.config()));
            try (RawClient next = fixture.client()) {
                assertThat(next.post("echo:3").body()).isEqualTo("echo:3");
            }
        }
    }

    @Test
    void handshake_neverEnded_isCutOff() throws Exception {
        open("firstMessageTimeoutMillis", 100);
        try (RawClient client = fixture.client()) {
            client.send(new byte[] {22, 3, 1, 1, 0});
            assertThat(client.socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void settings_badFile_errorNamesKeyAndValue() {
        assertThatThrownBy(() -> Settings.of(Fixture.config("tlsCertificates", "/nowhere/to.p12")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("dev.backplane.transport.http: tlsCertificates = /nowhere/to.p12 is not there");
    }

    // ----------------------------------------------------------------------------------------------------------------

    private Path open(Object... more) throws Exception {
        Path store = TestKeys.store(directory, "server");
        Object[] all = new Object[more.length + 4];
        System.arraycopy(more, 0, all, 4, more.length);
        all[0] = "tlsCertificates";
        all[1] = store.toString();
        all[2] = "tlsPassword";
        all[3] = TestKeys.PASSWORD;
        fixture = new Fixture(all);
        return store;
    }

    private static HttpClient.Builder client(SSLContext context) {
        return HttpClient.newBuilder().sslContext(context).connectTimeout(Duration.ofSeconds(10));
    }

    private HttpRequest.Builder request() {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + fixture.port() + "/mcp"))
                .timeout(Duration.ofSeconds(10));
    }

    private HttpRequest posted(String body) {
        return request()
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private HttpResponse<String> post(HttpClient client, String body) throws IOException, InterruptedException {
        return client.send(posted(body), BodyHandlers.ofString());
    }

    private SSLSocket socket(SSLContext context) throws IOException {
        SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), fixture.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static String shown(SSLSocket socket) throws IOException {
        return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                .getSubjectX500Principal()
                .getName();
    }

    private String newlyShown() {
        try (SSLSocket socket = socket(TestKeys.client())) {
            socket.startHandshake();
            return shown(socket);
        } catch (IOException | java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Says hello as a client of that version with that one suite; returns the alert that comes back, 0 if none does. */
    private int hello(int version, int suite) throws IOException {
        ByteBuffer hello = ByteBuffer.allocate(256);
        hello.putShort((short) version).put(new byte[32]).put((byte) 0);
        hello.putShort((short) 2).putShort((short) suite).put((byte) 1).put((byte) 0);
        ByteBuffer extensions = ByteBuffer.allocate(128);
        // supported_groups: secp256r1; ec_point_formats: uncompressed; signature_algorithms: ecdsa with SHA-256, SHA-1
        extensions.putShort((short) 10).putShort((short) 4).putShort((short) 2).putShort((short) 23);
        extensions.putShort((short) 11).putShort((short) 2).put((byte) 1).put((byte) 0);
        extensions
                .putShort((short) 13)
                .putShort((short) 6)
                .putShort((short) 4)
                .putShort((short) 0x0403)
                .putShort((short) 0x0203);
        extensions.flip();
        hello.putShort((short) extensions.remaining()).put(extensions).flip();
        ByteBuffer record = ByteBuffer.allocate(512);
        record.put((byte) 22).putShort((short) Math.min(version, 0x0301)).putShort((short) (hello.remaining() + 4));
        record.putInt(1 << 24 | hello.remaining()).put(hello).flip();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), fixture.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(record.array(), 0, record.limit());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            if (in.readUnsignedByte() != ALERT) {
                return 0;
            }
            in.skipBytes(5);
            return in.readUnsignedByte();
        }
    }
}
