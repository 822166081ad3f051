package dev.backplane.transport.http.internal;

import static dev.backplane.transport.http.internal.Fixture.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.spi.transport.EventStream;
import dev.backplane.spi.transport.Exchange;
import dev.backplane.transport.http.internal.H2Client.Frame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class H2Test {

    private Fixture fixture;
    private H2Client client;

    @BeforeEach
    void open() throws Exception {
        fixture = new Fixture("keepAliveSeconds", 1, "http2StreamsMax", 8, "bodyBytesMax", 300_000);
        client = new H2Client(fixture.port());
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        fixture.assertClean();
        fixture.close();
    }

    @Test
    void post_severalAtOnce_areAnsweredEach() throws Exception {
        int slow = client.post("hold");
        int quick = client.post("echo:quick");
        assertThat(client.reply(quick).body()).isEqualTo("echo:quick");
        FakeEndpoint.answer(fixture.endpoint.takeHeld(), "at last");
        H2Client.Reply reply = client.reply(slow);
        assertThat(reply.body()).isEqualTo("at last");
        assertThat(reply.headers())
                .containsEntry(":status", "200")
                .containsEntry("content-type", "application/json")
                .containsKey("date");
        assertThat(client.reply(client.post("init")).headers()).containsEntry("mcp-session-id", "S1");
        assertThat(client.reply(client.post("notify")).status()).isEqualTo("202");
    }

    @Test
    void post_bodiesOfAllSizes_arriveWhole() throws Exception {
        for (int size : new int[] {1, 4096, 16_384, 65_536, 250_000}) {
            byte[] body = new byte[size];
            Arrays.fill(body, (byte) 'a');
            assertThat(client.reply(client.post(body)).body()).hasSize(size);
        }
        byte[] larger = new byte[300_001];
        int stream = client.post(larger);
        assertThat(client.reply(stream).status()).isEqualTo("413");
        assertThat(client.reply(client.post("later:on")).body()).isEqualTo("later:on");
    }

    @Test
    void post_largeAnswer_waitsForTheWindow() throws Exception {
        int stream = client.post("large:1000000");
        int received = 0;
        Frame frame = client.await(H2.HEADERS);
        while (received < 65_535) {
            frame = client.await(H2.DATA);
            received += frame.payload().length;
        }
        assertThat(received).isEqualTo(65_535);
        // others are not held up by the stream, only by the connection's window
        client.number(H2.WINDOW_UPDATE, 0, 100_000);
        client.post("echo:between");
        assertThat(new String(client.await(H2.DATA).payload(), StandardCharsets.UTF_8))
                .isEqualTo("echo:between");
        client.number(H2.WINDOW_UPDATE, 0, 2_000_000);
        client.number(H2.WINDOW_UPDATE, stream, 2_000_000);
        while (received < 1_000_000) {
            frame = client.await(H2.DATA);
            assertThat(frame.stream()).isEqualTo(stream);
            received += frame.payload().length;
        }
        assertThat(frame.flags() & H2.END_STREAM).isNotZero();
    }

    @Test
    void get_stream_sendsHeadAtOnceEventsAndComments() throws Exception {
        int id = client.get();
        EventStream stream = fixture.endpoint.takeStream();
        Frame head = client.await(H2.HEADERS);
        assertThat(client.headers(head))
                .containsEntry("content-type", "text/event-stream")
                .containsEntry("x-accel-buffering", "no");
        stream.send("7", "{}".getBytes(StandardCharsets.UTF_8));
        assertThat(text(client.await(H2.DATA))).isEqualTo("id: 7\nevent: message\ndata: {}\n\n");
        assertThat(text(client.await(H2.DATA))).isEqualTo(":\n\n");
        stream.close();
        Frame last = client.await(H2.DATA);
        while ((last.flags() & H2.END_STREAM) == 0) {
            last = client.await(H2.DATA);
        }
        assertThat(last.stream()).isEqualTo(id);
        assertThat(client.reply(client.post("echo:on")).body()).isEqualTo("echo:on");
    }

    @Test
    void reset_underWay_tellsTheEngineAndLeavesOthers() throws Exception {
        int first = client.post("hold");
        Exchange held = fixture.endpoint.takeHeld();
        int second = client.post("hold");
        Exchange other = fixture.endpoint.takeHeld();
        client.number(H2.RST_STREAM, first, H2.CANCEL);
        assertThat(fixture.endpoint.disconnected.await(5, TimeUnit.SECONDS)).isTrue();
        FakeEndpoint.answer(held, "for nobody");
        FakeEndpoint.answer(other, "for me");
        assertThat(client.reply(second).body()).isEqualTo("for me");
    }

    @Test
    void closed_underWay_tellsTheEngine() throws Exception {
        client.post("hold");
        Exchange held = fixture.endpoint.takeHeld();
        client.socket.close();
        assertThat(fixture.endpoint.disconnected.await(5, TimeUnit.SECONDS)).isTrue();
        FakeEndpoint.answer(held, "for nobody");
    }

    @Test
    void streams_moreThanAllowed_areRefused() throws Exception {
        List<Integer> streams = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            streams.add(client.post("hold"));
        }
        Frame refused = client.await(H2.RST_STREAM);
        assertThat(refused.stream()).isEqualTo(streams.get(8));
        assertThat(refused.code()).isEqualTo(H2.REFUSED_STREAM);
        for (int i = 0; i < 8; i++) {
            FakeEndpoint.answer(fixture.endpoint.takeHeld(), "held");
            assertThat(client.reply(streams.get(i)).body()).isEqualTo("held");
        }
    }

    @Test
    void rapidResets_endTheConnectionWithCalm() throws Exception {
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 10_000; i++) {
                        client.number(H2.RST_STREAM, client.post("hold"), H2.CANCEL);
                    }
                    client.await(H2.GOAWAY);
                    throw new java.io.IOException("told");
                })
                .isInstanceOf(java.io.IOException.class);
        assertThat(fixture.endpoint.accepted.get()).isLessThanOrEqualTo(102);
        assertEventually(() -> fixture.listener.connections() == 0, "closed");
        assertEventually(
                () -> fixture.endpoint.disconnects.get() == fixture.endpoint.held.size(), "all told to the engine");
    }

    @Test
    void floods_ofFramesWithoutUse_endTheConnectionWithCalm() throws Exception {
        for (int type : new int[] {H2.PING, H2.SETTINGS, H2.PRIORITY, 77}) {
            try (H2Client rude = new H2Client(fixture.port())) {
                byte[] payload = new byte[type == H2.PING ? 8 : type == H2.PRIORITY ? 5 : 0];
                for (int i = 0; i < 1100; i++) {
                    rude.frame(type, 0, 0, payload);
                }
                assertThat(rude.await(H2.GOAWAY).code()).isEqualTo(H2.ENHANCE_YOUR_CALM);
            }
        }
        assertThat(client.reply(client.post("echo:unharmed")).body()).isEqualTo("echo:unharmed");
    }

    @Test
    void pings_ofOneThatDoesNotRead_areBounded() throws Exception {
        fixture.close();
        fixture = new Fixture("http2ResetsPerSecondMax", 100_000);
        try (H2Client rude = new H2Client(fixture.port())) {
            byte[] pings = new byte[17 * 4096];
            for (int i = 0; i < pings.length; i += 17) {
                pings[i + 2] = 8;
                pings[i + 3] = H2.PING;
            }
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 1000; i++) {
                            rude.socket.getOutputStream().write(pings);
                        }
                    })
                    .isInstanceOf(java.io.IOException.class);
        }
        client = new H2Client(fixture.port());
    }

    @Test
    void head_tooLarge_is431_orTheEnd() throws Exception {
        String large = "x".repeat(10_000);
        int stream = client.head(
                true, ":method", "GET", ":path", "/mcp", ":scheme", "http", "a", large, "b", large, "c", large, "d",
                large);
        // more than a frame has room for: in parts
        assertThat(client.await(H2.GOAWAY).code()).isEqualTo(H2.FRAME_SIZE_ERROR);
        client.close();
        client = new H2Client(fixture.port());
        byte[] block = client.block(
                ":method", "GET", ":path", "/mcp", ":scheme", "http", "e", large, "f", large, "g", large, "h", large);
        client.frame(H2.HEADERS, H2.END_STREAM, stream, Arrays.copyOfRange(block, 0, 16_000));
        client.frame(H2.CONTINUATION, 0, stream, Arrays.copyOfRange(block, 16_000, 32_000));
        client.frame(H2.CONTINUATION, H2.END_HEADERS, stream, Arrays.copyOfRange(block, 32_000, block.length));
        assertThat(client.reply(stream).status()).isEqualTo("431");
        stream += 2;
        client.frame(H2.HEADERS, 0, stream, new byte[16_000]);
        client.frame(H2.CONTINUATION, 0, stream, new byte[16_000]);
        client.frame(H2.CONTINUATION, 0, stream, new byte[16_000]);
        assertThat(client.await(H2.GOAWAY).code()).isEqualTo(H2.ENHANCE_YOUR_CALM);
    }

    @Test
    void head_malformed_isReset() throws Exception {
        String[][] heads = {
            {":method", "GET", ":path", "/mcp"},
            {":method", "GET", ":path", "/mcp", ":scheme", "http", ":status", "200"},
            {":method", "GET", ":path", "/mcp", ":scheme", "http", "transfer-encoding", "chunked"},
            {":method", "GET", ":path", "", ":scheme", "http"},
        };
        for (String[] head : heads) {
            int stream = client.head(true, head);
            // the client's encoder leaves out what belongs to connections
            if (!head[head.length - 2].equals("transfer-encoding")) {
                Frame reset = client.await(H2.RST_STREAM);
                assertThat(reset.stream()).isEqualTo(stream);
                assertThat(reset.code()).isEqualTo(H2.PROTOCOL_ERROR);
            }
        }
    }

    @Test
    void door_rulesOfHttp1_hold() throws Exception {
        int stream = client.head(
                true,
                ":method",
                "GET",
                ":path",
                "/mcp",
                ":scheme",
                "http",
                ":authority",
                "evil.example",
                "accept",
                "*/*");
        assertThat(client.reply(stream).status()).isEqualTo("403");
        stream = client.head(true, ":method", "GET", ":path", "/other", ":scheme", "http", ":authority", "localhost");
        assertThat(client.reply(stream).status()).isEqualTo("404");
        stream = client.head(true, ":method", "PUT", ":path", "/mcp", ":scheme", "http", ":authority", "localhost");
        H2Client.Reply reply = client.reply(stream);
        assertThat(reply.status()).isEqualTo("405");
        assertThat(reply.headers()).containsEntry("allow", "GET, POST, DELETE, OPTIONS");
    }

    @Test
    void older_sse_worksOverStreams() throws Exception {
        client.head(
                true, ":method", "GET", ":path", "/sse", ":scheme", "http", ":authority", "localhost", "accept", "*/*");
        String endpoint = text(client.await(H2.DATA));
        assertThat(endpoint).startsWith("event: endpoint\ndata: /sse?id=");
        String path = endpoint.substring(endpoint.indexOf("/sse")).strip();
        int stream = client.head(
                false,
                ":method",
                "POST",
                ":path",
                path,
                ":scheme",
                "http",
                ":authority",
                "localhost",
                "content-type",
                "application/json");
        client.frame(H2.DATA, H2.END_STREAM, stream, "echo:old".getBytes(StandardCharsets.UTF_8));
        assertThat(text(client.await(H2.DATA))).contains("data: echo:old");
    }

    @Test
    void drain_saysGoAway_finishesWhatIsUnderWay_refusesMore() throws Exception {
        int stream = client.post("hold");
        Exchange held = fixture.endpoint.takeHeld();
        client.get();
        EventStream lasting = fixture.endpoint.takeStream();
        lasting.onDrain(() -> lasting.send(null, "bye".getBytes(StandardCharsets.UTF_8)));
        Thread stop = new Thread(fixture.listener::stop);
        stop.start();
        Frame away = client.await(H2.GOAWAY);
        assertThat(away.code()).isEqualTo(H2.NO_ERROR);
        int late = client.post("echo:late");
        Frame refused = client.await(H2.RST_STREAM);
        assertThat(refused.stream()).isEqualTo(late);
        assertThat(refused.code()).isEqualTo(H2.REFUSED_STREAM);
        FakeEndpoint.answer(held, "in time");
        assertThat(client.reply(stream).body()).isEqualTo("in time");
        assertThat(client.read()).isNull();
        stop.join(10_000);
        assertThat(stop.isAlive()).isFalse();
        fixture = new Fixture();
    }

    @Test
    void broken_protocol_isSaid() throws Exception {
        client.frame(H2.DATA, 0, 0, new byte[3]);
        Frame away = client.await(H2.GOAWAY);
        assertThat(away.code()).isEqualTo(H2.PROTOCOL_ERROR);
        assertThat(new String(away.payload(), 8, away.payload().length - 8, StandardCharsets.UTF_8))
                .contains("DATA on no stream");
    }

    private static String text(Frame frame) {
        return new String(frame.payload(), StandardCharsets.UTF_8);
    }
}
