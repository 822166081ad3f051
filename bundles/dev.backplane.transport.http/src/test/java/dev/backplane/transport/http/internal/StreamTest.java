package dev.backplane.transport.http.internal;

import static dev.backplane.transport.http.internal.Fixture.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.spi.transport.EventStream;
import dev.backplane.transport.http.internal.RawClient.Reply;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StreamTest {

    private Fixture fixture;
    private RawClient client;

    @BeforeEach
    void open() throws Exception {
        fixture = new Fixture("keepAliveSeconds", 1, "streamQueueBytesMax", 100_000);
        client = fixture.client();
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        fixture.assertClean();
        fixture.close();
    }

    @Test
    void get_streamOpened_headComesAtOnce() throws Exception {
        EventStream stream = get();
        Reply head = client.head();
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.headers())
                .containsEntry("content-type", "text/event-stream")
                .containsEntry("cache-control", "no-cache")
                .containsEntry("x-accel-buffering", "no")
                .containsEntry("transfer-encoding", "chunked");
        assertThat(stream.isOpen()).isTrue();
    }

    @Test
    void send_everyKindOfEvent_isFramed() throws Exception {
        EventStream stream = get();
        client.head();
        stream.send("7", bytes(""));
        assertThat(client.chunkText()).isEqualTo("id: 7\ndata: \n\n");
        stream.send("8", bytes("{\"a\":1}"));
        assertThat(client.chunkText()).isEqualTo("id: 8\nevent: message\ndata: {\"a\":1}\n\n");
        stream.send(null, bytes("{}"));
        assertThat(client.chunkText()).isEqualTo("event: message\ndata: {}\n\n");
        stream.retry(1500);
        assertThat(client.chunkText()).isEqualTo("retry: 1500\n\n");
    }

    @Test
    void close_afterEvents_sendsThemAndKeepsTheConnection() throws Exception {
        client.send(RawClient.postText("stream"));
        EventStream stream = fixture.endpoint.takeStream();
        CountDownLatch closed = new CountDownLatch(1);
        stream.onClose(closed::countDown);
        assertThat(stream.send(null, bytes("1"))).isTrue();
        assertThat(stream.send(null, bytes("2"))).isTrue();
        stream.close();
        assertThat(stream.isOpen()).isFalse();
        assertThat(stream.send(null, bytes("3"))).isFalse();
        assertThat(client.reply().body()).isEqualTo("event: message\ndata: 1\n\nevent: message\ndata: 2\n\n");
        assertThat(closed.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(fixture.endpoint.disconnects.get()).isZero();
        assertThat(client.post("echo:next").body()).isEqualTo("echo:next");
    }

    @Test
    void send_largeMessages_arriveWholeAndInOrder() throws Exception {
        EventStream stream = get();
        client.head();
        StringBuilder all = new StringBuilder();
        StringBuilder got = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            String message = i + "-" + "m".repeat(i * 7919);
            all.append("event: message\ndata: ").append(message).append("\n\n");
            assertThat(stream.send(null, bytes(message))).isTrue();
            while (got.length() < all.length()) {
                String chunk = client.chunkText();
                if (!chunk.equals(":\n\n")) {
                    got.append(chunk);
                }
            }
        }
        assertThat(got.toString()).isEqualTo(all.toString());
    }

    @Test
    void send_messageLargerThanTheQueue_arrives() throws Exception {
        EventStream stream = get();
        client.head();
        String large = "m".repeat(3_000_000);
        assertThat(stream.send(null, bytes(large))).isTrue();
        stream.close();
        StringBuilder got = new StringBuilder();
        for (byte[] chunk = client.chunk(); chunk.length > 0; chunk = client.chunk()) {
            got.append(new String(chunk, StandardCharsets.UTF_8));
        }
        assertThat(got.toString().replace(":\n\n", "")).isEqualTo("event: message\ndata: " + large + "\n\n");
    }

    @Test
    void send_fromManyThreads_losesNothing() throws Exception {
        EventStream stream = get();
        client.head();
        Thread[] senders = new Thread[4];
        for (int t = 0; t < senders.length; t++) {
            senders[t] = new Thread(() -> {
                for (int i = 0; i < 200; i++) {
                    stream.send(null, bytes("x"));
                }
            });
            senders[t].start();
        }
        for (Thread sender : senders) {
            sender.join();
        }
        stream.close();
        String body = "";
        for (byte[] chunk = client.chunk(); chunk.length > 0; chunk = client.chunk()) {
            body += new String(chunk, StandardCharsets.UTF_8);
        }
        assertThat(body.split("data: x\n\n", -1)).hasSize(801);
    }

    @Test
    void peer_takesNothing_queueIsBoundedAndStreamCloses() throws Exception {
        EventStream stream = get();
        CountDownLatch closed = new CountDownLatch(1);
        stream.onClose(closed::countDown);
        byte[] message = bytes("q".repeat(10_000));
        int sent = 0;
        while (stream.send(null, message)) {
            sent++;
            assertThat(sent).as("messages taken").isLessThan(10_000);
        }
        assertThat(sent).isGreaterThanOrEqualTo(9);
        assertThat(closed.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(fixture.endpoint.disconnected.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void queue_fullBeforeTheIoThreadCame_peerGetsWhatItTakesAtOnce() throws Exception {
        SseStream stream = (SseStream) get();
        client.head();
        CountDownLatch gate = new CountDownLatch(1);
        stream.later(() -> {
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        byte[] message = bytes("q".repeat(10_000));
        int sent = 0;
        while (stream.send(null, message)) {
            sent++;
        }
        gate.countDown();
        assertThat(sent).isGreaterThanOrEqualTo(9);
        assertThat(client.chunkText()).startsWith("event: message\ndata: qqq");
        assertThat(fixture.endpoint.disconnected.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void peer_takesNothingOfSmallMessages_theirNumberIsBounded() throws Exception {
        fixture.listener.apply(Settings.of(Fixture.config("streamQueueMessagesMax", 100)));
        EventStream stream = get();
        Fixture.stall(stream, fixture.listener.streams());
        int sent = 0;
        while (stream.send(null, bytes("x"))) {
            sent++;
        }
        assertThat(sent).isBetween(50, 100);
        assertEventually(() -> fixture.listener.streams().statistics().cut() == 1, "counted");
        assertEventually(() -> fixture.listener.streams().statistics().waitingMessages() == 0, "let go");
    }

    @Test
    void peer_takesNothingForTheStallTime_isCutThoughItsQueueHasRoom() throws Exception {
        fixture.listener.apply(Settings.of(Fixture.config("streamStallMillis", 300)));
        EventStream stream = get();
        CountDownLatch closed = new CountDownLatch(1);
        stream.onClose(closed::countDown);
        Fixture.stall(stream, fixture.listener.streams());
        assertThat(fixture.listener.streams().queues()).singleElement().satisfies(queue -> {
            assertThat(queue.peer()).isEqualTo("127.0.0.1");
            assertThat(queue.messages()).isPositive();
        });
        assertThat(closed.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(fixture.listener.streams().statistics().cut()).isEqualTo(1);
    }

    @Test
    void streams_togetherOverTheirBound_thoseThatDoNotKeepUpAreCut() throws Exception {
        fixture.listener.apply(Settings.of(Fixture.config("streamsBytesMax", 100_000L)));
        EventStream stream = get();
        int sent = 0;
        while (stream.send(null, bytes("q".repeat(50_000)))) {
            sent++;
            assertThat(sent).isLessThan(10_000);
        }
        try (RawClient other = fixture.client()) {
            other.send("GET /mcp HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n");
            EventStream quick = fixture.endpoint.takeStream();
            other.head();
            for (int i = 0; i < 20; i++) {
                assertThat(quick.send(null, bytes("news"))).isTrue();
                assertThat(other.chunkText()).contains("news");
            }
        }
    }

    @Test
    void quietStream_getsCommentsAndHoldsNoBuffer() throws Exception {
        EventStream stream = get();
        client.head();
        assertThat(client.chunkText()).isEqualTo(":\n\n");
        assertThat(client.chunkText()).isEqualTo(":\n\n");
        assertThat(stream.isOpen()).isTrue();
        assertEventually(() -> fixture.pool.taken.get() == 0, "buffers: " + fixture.pool.taken.get());
    }

    @Test
    void http10_streamEndsWithTheConnection() throws Exception {
        client.send("GET /mcp HTTP/1.0\r\nAccept: text/event-stream\r\n\r\n");
        EventStream stream = fixture.endpoint.takeStream();
        assertThat(client.head().headers())
                .doesNotContainKey("transfer-encoding")
                .containsEntry("connection", "close");
        stream.send(null, bytes("1"));
        stream.close();
        assertThat(client.rest()).isEqualTo("event: message\ndata: 1\n\n");
    }

    private EventStream get() throws Exception {
        client.send("GET /mcp HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n");
        return fixture.endpoint.takeStream();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
