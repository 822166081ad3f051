package dev.backplane.transport.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.backplane.spi.transport.CopyReason;
import dev.backplane.spi.transport.CopyStatistics;
import dev.backplane.spi.transport.EventStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is copied of each byte that is sent, and what that takes of the heap. */
class CopiesTest {

    private static final int RESULT_BYTES = 100_000;

    /** A resource of 10 MB in base64. */
    private static final int RESOURCE_BYTES = 4 * ((10 << 20) / 3 + 1);

    /** What the threads that serve may allocate for that: the views of its buffers, not its bytes. */
    private static final long HEAP_BYTES_MAX = 1 << 20;

    private Fixture fixture;

    /** Asks for an answer of so many bytes and takes it. */
    private interface Peer {
        void ask(int bytes) throws Exception;
    }

    @BeforeEach
    void open() throws Exception {
        fixture = new Fixture();
    }

    @AfterEach
    void close() throws Exception {
        fixture.assertClean();
        fixture.close();
    }

    @Test
    void http1_copiesOnce_andTakesNoHeap() throws Exception {
        try (RawClient client = fixture.client()) {
            check(bytes -> assertThat(client.post("large:" + bytes).body()).hasSize(bytes), 0);
        }
    }

    @Test
    void http2_copiesOnceAndWhatAFrameLeaves() throws Exception {
        try (H2Client client = new H2Client(fixture.port())) {
            client.frame(H2.SETTINGS, 0, 0, new byte[] {0, 4, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff});
            client.number(H2.WINDOW_UPDATE, 0, 1 << 30);
            // a socket takes less than a batch again and again: what it leaves of a frame of 16 KB follows it
            check(
                    bytes -> assertThat(
                                    client.reply(client.post("large:" + bytes)).body())
                            .hasSize(bytes),
                    0.15);
        }
    }

    @Test
    void webSocket_copiesOnce_andTakesNoHeap() throws Exception {
        Counter counter = new Counter();
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .subprotocols("mcp")
                .buildAsync(URI.create("ws://localhost:" + fixture.port() + "/mcp"), counter)
                .get(10, TimeUnit.SECONDS);
        check(
                bytes -> {
                    socket.sendText("large:" + bytes, true).get(10, TimeUnit.SECONDS);
                    assertThat(counter.received.tryAcquire(bytes, 20, TimeUnit.SECONDS))
                            .isTrue();
                },
                0);
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(10, TimeUnit.SECONDS);
    }

    @Test
    void eventStream_framesEachKeptMessageOnce() throws Exception {
        try (RawClient client = fixture.client()) {
            client.send(RawClient.postText("stream"));
            EventStream stream = fixture.endpoint.takeStream();
            client.head();
            CopyStatistics before = now();
            stream.send("1", new byte[RESULT_BYTES]);
            stream.close();
            int received = 0;
            for (byte[] chunk = client.chunk(); chunk.length > 0; chunk = client.chunk()) {
                received += chunk.length;
            }
            int all = received;
            assertThat(all).isGreaterThan(RESULT_BYTES);
            Fixture.assertEventually(() -> now().sent() - before.sent() > all, "all is counted");
            assertThat(copied(before, CopyReason.EVENT)).isEqualTo(now().sent() - before.sent());
            assertThat(all(before)).isEqualTo(copied(before, CopyReason.EVENT));
        }
    }

    /** @param besides bytes copied beyond once, for each byte sent */
    private void check(Peer peer, double besides) throws Exception {
        peer.ask(RESOURCE_BYTES);
        for (int size : new int[] {RESULT_BYTES, RESOURCE_BYTES}) {
            CopyStatistics before = now();
            long heap = allocated();
            peer.ask(size);
            Fixture.assertEventually(() -> now().sent() - before.sent() >= size, "all is counted");
            assertThat(copied(before, CopyReason.ENCODED)).isEqualTo(size);
            assertThat(copied(before, CopyReason.HEAD)).isLessThan(BufferSink.HEAD_ROOM);
            assertThat(copied(before, CopyReason.HEAP)).isZero();
            assertThat(all(before)).isLessThanOrEqualTo((long) ((now().sent() - before.sent()) * (1 + besides)));
            assertThat(allocated() - heap).as("heap for %s bytes", size).isLessThan(HEAP_BYTES_MAX);
        }
    }

    private CopyStatistics now() {
        return fixture.listener.copies().statistics();
    }

    private long copied(CopyStatistics before, CopyReason reason) {
        return now().copied(reason) - before.copied(reason);
    }

    private long all(CopyStatistics before) {
        long sum = 0;
        for (CopyReason each : CopyReason.values()) {
            sum += copied(before, each);
        }
        return sum;
    }

    /** Returns what the listener's threads have allocated up to now. */
    private static long allocated() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        List<Long> serving = new ArrayList<>();
        for (Thread each : Thread.getAllStackTraces().keySet()) {
            if (each.getName().startsWith("backplane-http I/O")) {
                serving.add(each.getId());
            }
        }
        assertThat(serving).isNotEmpty();
        long sum = 0;
        for (long id : serving) {
            sum += Math.max(0, threads.getThreadAllocatedBytes(id));
        }
        return sum;
    }

    private static final class Counter implements WebSocket.Listener {
        final Semaphore received = new Semaphore(0);

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            received.release(data.length());
            socket.request(1);
            return null;
        }
    }
}
