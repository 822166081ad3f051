package dev.backplane.transport.http.internal;

import static dev.backplane.transport.http.internal.Fixture.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket.Listener;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebSocketTest {

    private static final String UPGRADE = "GET /mcp HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
            + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    private Fixture fixture;

    @BeforeEach
    void open() throws Exception {
        fixture = new Fixture("keepAliveSeconds", 1, "bodyBytesMax", 300_000, "requestTimeoutMillis", 500);
    }

    @AfterEach
    void close() throws Exception {
        fixture.assertClean();
        fixture.close();
    }

    @Test
    void messages_bothWays_byTheJdksClient() throws Exception {
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        java.net.http.WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .subprotocols("mcp")
                .buildAsync(URI.create("ws://localhost:" + fixture.port() + "/mcp"), new Collector(received))
                .get(10, TimeUnit.SECONDS);
        assertThat(socket.getSubprotocol()).isEqualTo("mcp");
        for (int size : new int[] {1, 125, 126, 70_000, 250_000}) {
            String text = "x".repeat(size);
            socket.sendText(text, true).get(10, TimeUnit.SECONDS);
            assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo(text);
        }
        socket.sendText("in ", false).get(10, TimeUnit.SECONDS);
        socket.sendPing(ByteBuffer.wrap(new byte[] {1})).get(10, TimeUnit.SECONDS);
        socket.sendText("parts \u20ac", true).get(10, TimeUnit.SECONDS);
        assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("in parts \u20ac");
        socket.sendText("large:2000000", true).get(10, TimeUnit.SECONDS);
        assertThat(received.poll(10, TimeUnit.SECONDS)).hasSize(2_000_000);
        socket.sendClose(1000, "").get(10, TimeUnit.SECONDS);
        assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("closed 1000");
    }

    @Test
    void upgrade_wrong_isRefused() throws Exception {
        String protocol = "Sec-WebSocket-Protocol: x, mcp\r\n\r\n";
        assertThat(refusal(UPGRADE + "\r\n")).isEqualTo(400);
        assertThat(refusal(UPGRADE.replace("13", "8") + protocol)).isEqualTo(426);
        assertThat(refusal(UPGRADE.replace("dGhl", "d") + protocol)).isEqualTo(400);
        assertThat(refusal(UPGRADE + "Origin: https://evil.example\r\n" + protocol))
                .isEqualTo(403);
        assertThat(refusal(UPGRADE.replace("localhost", "evil.example") + protocol))
                .isEqualTo(403);
        assertThat(refusal(UPGRADE + protocol)).isEqualTo(101);
    }

    @Test
    void answer_acceptsTheKeyOfTheRfc() throws Exception {
        try (RawClient client = fixture.client()) {
            client.send(UPGRADE + "Sec-WebSocket-Protocol: mcp\r\n\r\n");
            assertThat(client.head().headers())
                    .containsEntry("sec-websocket-accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
                    .containsEntry("sec-websocket-protocol", "mcp")
                    .containsEntry("upgrade", "websocket");
        }
    }

    @Test
    void ends_haveTheirCodes() throws Exception {
        try (Raw raw = new Raw()) {
            raw.frame(0x82, "binary".getBytes());
            assertThat(raw.code()).isEqualTo(1003);
        }
        try (Raw raw = new Raw()) {
            raw.frame(0x81, new byte[] {(byte) 0xc0, (byte) 0x80});
            assertThat(raw.code()).isEqualTo(1007);
        }
        try (Raw raw = new Raw()) {
            raw.frame(0x81, new byte[300_001]);
            assertThat(raw.code()).isEqualTo(1009);
        }
        try (Raw raw = new Raw()) {
            raw.frame(0x80, new byte[1]);
            assertThat(raw.code()).isEqualTo(1002);
        }
        try (Raw raw = new Raw()) {
            raw.out.write(new byte[] {(byte) 0x81, 1, 'a'});
            raw.send();
            assertThat(raw.code()).isEqualTo(1002);
        }
        try (Raw raw = new Raw()) {
            raw.frame(0x01, "never ended".getBytes());
            assertThat(raw.code()).isEqualTo(1008);
        }
    }

    @Test
    void pings_floodOfThem_isPolicy_aFewAreAnswered() throws Exception {
        try (Raw raw = new Raw()) {
            raw.frame(0x89, new byte[] {7});
            assertThat(raw.read()).isEqualTo(new byte[] {(byte) 0x8a, 1, 7});
            for (int i = 0; i < 100; i++) {
                raw.frame(0x89, new byte[100]);
            }
            assertThat(raw.code()).isEqualTo(1008);
        }
    }

    @Test
    void quiet_isPinged() throws Exception {
        try (Raw raw = new Raw()) {
            raw.frame(0x81, "hello".getBytes());
            assertThat(raw.read()[0]).isEqualTo((byte) 0x81);
            assertThat(raw.read()).isEqualTo(new byte[] {(byte) 0x89, 0});
        }
    }

    @Test
    void reader_thatReadsNothing_isCut() throws Exception {
        fixture.close();
        fixture = new Fixture("streamQueueBytesMax", 100_000);
        try (Raw raw = new Raw()) {
            try {
                for (int i = 0; i < 200; i++) {
                    raw.frame(0x81, "large:1000000".getBytes());
                }
            } catch (IOException e) {
                assertThat(e).hasMessageMatching("(?s).*(reset|pipe|closed).*");
            }
            assertEventually(() -> fixture.listener.streams().statistics().cut() == 1, "cut");
        }
    }

    @Test
    void drain_idle_isGoingAway() throws Exception {
        try (Raw raw = new Raw()) {
            raw.frame(0x81, "hello".getBytes());
            raw.read();
            fixture.listener.stop();
            assertThat(raw.code()).isEqualTo(1001);
        }
        fixture = new Fixture();
    }

    private int refusal(String head) throws IOException {
        try (RawClient client = fixture.client()) {
            client.send(head);
            return client.head().status();
        }
    }

    private static final class Collector implements Listener {
        private final BlockingQueue<String> received;
        private final StringBuilder text = new StringBuilder();

        Collector(BlockingQueue<String> received) {
            this.received = received;
        }

        @Override
        public CompletionStage<?> onText(java.net.http.WebSocket socket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                received.add(text.toString());
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(java.net.http.WebSocket socket, int code, String reason) {
            received.add("closed " + code);
            return null;
        }
    }

    /** A client that sends the frames it likes. */
    private final class Raw implements AutoCloseable {
        final Socket socket = new Socket(InetAddress.getLoopbackAddress(), fixture.port());
        final DataInputStream in;
        final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Raw() throws IOException {
            socket.setSoTimeout(10_000);
            out.writeBytes((UPGRADE + "Sec-WebSocket-Protocol: mcp\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            send();
            in = new DataInputStream(socket.getInputStream());
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.readUnsignedByte());
            }
            assertThat(head.toString()).startsWith("HTTP/1.1 101");
        }

        void frame(int first, byte[] payload) throws IOException {
            ByteBuffer head = ByteBuffer.allocate(14);
            head.put((byte) first);
            if (payload.length < 126) {
                head.put((byte) (0x80 | payload.length));
            } else if (payload.length < 65_536) {
                head.put((byte) 0xfe).putShort((short) payload.length);
            } else {
                head.put((byte) 0xff).putLong(payload.length);
            }
            byte[] mask = {1, 2, 3, 4};
            head.put(mask);
            out.write(head.array(), 0, head.position());
            for (int i = 0; i < payload.length; i++) {
                out.write(payload[i] ^ mask[i & 3]);
            }
            send();
        }

        void send() throws IOException {
            socket.getOutputStream().write(out.toByteArray());
            out.reset();
        }

        byte[] read() throws IOException {
            int first = in.readUnsignedByte();
            int size = in.readUnsignedByte();
            size = size == 126 ? in.readUnsignedShort() : size == 127 ? (int) in.readLong() : size;
            byte[] frame = new byte[2 + size];
            frame[0] = (byte) first;
            frame[1] = (byte) size;
            in.readFully(frame, 2, size);
            return frame;
        }

        /** Returns the code of the end. */
        int code() throws IOException {
            byte[] frame = read();
            while (frame[0] != (byte) 0x88) {
                frame = read();
            }
            return ByteBuffer.wrap(frame).getShort(2) & 0xffff;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
