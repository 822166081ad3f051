package dev.backplane.transport.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.transport.http.internal.RawClient.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {

    private Fixture fixture;

    @BeforeEach
    void open() throws Exception {
        fixture = new Fixture(
                "requestTimeoutMillis", 400,
                "idleTimeoutMillis", 1000,
                "headerBytesMax", 2048,
                "bodiesBytesMax", 1_000_000L,
                "connectionsMax", 3);
    }

    @AfterEach
    void close() throws Exception {
        fixture.assertClean();
        fixture.close();
    }

    @Test
    void body_aByteNowAndThen_timesOut() throws Exception {
        try (RawClient client = fixture.client();
                Trickle trickle = new Trickle(client, "echo:never whole".repeat(10))) {
            client.send("POST /mcp HTTP/1.1\r\nHost: localhost\r\n" + RawClient.TYPES + "Content-Length: 160\r\n\r\n");
            trickle.start();
            Reply reply = client.reply();
            assertThat(reply.status()).isEqualTo(408);
            assertThat(reply.headers()).containsEntry("connection", "close");
            assertThat(reply.body()).contains("400 ms (requestTimeoutMillis)");
        }
        assertThat(fixture.endpoint.accepted.get()).isZero();
    }

    /** Undertow refuses such a head before we see it, and then waits for the body. */
    @Test
    void host_malformedWithHalfABody_isClosed() throws Exception {
        for (String host : new String[] {"localhost:port", "a\"b", "[::1"}) {
            try (RawClient client = fixture.client()) {
                client.send("POST /mcp HTTP/1.1\r\nHost: " + host + "\r\n" + RawClient.TYPES
                        + "Content-Length: 160\r\n\r\nhalf");
                assertThat(restOrReset(client)).doesNotContain("200 OK");
            }
        }
        assertThat(fixture.endpoint.accepted.get()).isZero();
    }

    @Test
    void head_aByteNowAndThen_isClosed() throws Exception {
        try (RawClient client = fixture.client();
                Trickle trickle = new Trickle(client, "POST /mcp HTTP/1.1\r\nHost: localhost\r\n".repeat(10))) {
            trickle.start();
            assertThat(restOrReset(client)).isEmpty();
        }
        assertThat(fixture.endpoint.accepted.get()).isZero();
    }

    @Test
    void connection_idleBeforeAndAfterARequest_isClosed() throws Exception {
        try (RawClient fresh = fixture.client();
                RawClient used = fixture.client()) {
            assertThat(used.post("echo:once").body()).isEqualTo("echo:once");
            assertThat(fresh.rest()).isEmpty();
            assertThat(used.rest()).isEmpty();
        }
    }

    @Test
    void pendingAnswer_longerThanTheTimeouts_stays() throws Exception {
        try (RawClient client = fixture.client()) {
            client.send(RawClient.postText("hold"));
            var held = fixture.endpoint.takeHeld();
            var timer = Executors.newSingleThreadScheduledExecutor();
            timer.schedule(() -> FakeEndpoint.answer(held, "at last"), 1500, TimeUnit.MILLISECONDS);
            assertThat(client.reply().body()).isEqualTo("at last");
            timer.shutdownNow();
        }
    }

    @Test
    void head_overLimit_badRequest() throws Exception {
        try (RawClient client = fixture.client()) {
            client.send("POST /mcp HTTP/1.1\r\nHost: localhost\r\nX-Huge: " + "h".repeat(4000) + "\r\n\r\n");
            assertThat(client.reply().status()).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\0\0\0\0\0\0\0\0\r\n\r\n",
                "GET\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n",
                "POST /mcp HTTP/9.9\r\nHost: localhost\r\n\r\n",
                "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
                "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
                "POST /mcp HTTP/1.1\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n"
            })
    void garbage_anyKind_isRefusedOrClosed(String garbage) throws Exception {
        try (RawClient client = fixture.client()) {
            client.send(garbage.getBytes(StandardCharsets.ISO_8859_1));
            client.socket.shutdownOutput();
            assertThat(restOrReset(client)).matches("(?s)(HTTP/1\\.[01] 4.*)?");
        }
        assertThat(fixture.endpoint.accepted.get()).isZero();
    }

    @Test
    void connections_overLimit_areTurnedAway() throws Exception {
        try (RawClient one = fixture.client();
                RawClient two = fixture.client();
                RawClient three = fixture.client()) {
            for (RawClient client : new RawClient[] {one, two, three}) {
                assertThat(client.post("echo:in").status()).isEqualTo(200);
            }
            try (RawClient four = fixture.client()) {
                Reply reply = four.post("echo:out");
                assertThat(reply.status()).isEqualTo(503);
                assertThat(reply.headers()).containsEntry("retry-after", "1").containsEntry("connection", "close");
                assertThat(reply.body()).contains("all 3 connections").contains("(connectionsMax)");
            }
            one.abort();
            Fixture.assertEventually(() -> fixture.listener.connections() == 2, "one left");
            try (RawClient five = fixture.client()) {
                assertThat(five.post("echo:in").status()).isEqualTo(200);
            }
        }
    }

    @Test
    void bodies_largeOnesTogetherOverLimit_areTurnedAway() throws Exception {
        String large = "hold:" + "b".repeat(700_000);
        try (RawClient one = fixture.client();
                RawClient two = fixture.client();
                RawClient small = fixture.client()) {
            one.send(RawClient.postText(large));
            var held = fixture.endpoint.takeHeld();
            two.send(RawClient.postText(large));
            Reply reply = two.reply();
            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.headers()).containsEntry("retry-after", "1");
            assertThat(reply.body()).contains("bodiesBytesMax = 1000000");
            assertThat(small.post("echo:" + "s".repeat(60_000)).status()).isEqualTo(200);
            held.respond(202);
            assertThat(one.reply().status()).isEqualTo(202);
            assertThat(one.post("echo:" + "c".repeat(700_000)).status()).isEqualTo(200);
        }
        Fixture.assertEventually(() -> fixture.listener.budget().taken() == 0, "all given back");
    }

    private static String restOrReset(RawClient client) {
        try {
            return client.rest();
        } catch (IOException e) {
            return "";
        }
    }

    /** Sends a byte every 50 ms until it is closed. */
    private static final class Trickle implements AutoCloseable {
        private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        private final RawClient client;
        private final byte[] bytes;
        private int next;

        Trickle(RawClient client, String text) {
            this.client = client;
            this.bytes = text.getBytes(StandardCharsets.US_ASCII);
        }

        void start() {
            timer.scheduleAtFixedRate(
                    () -> {
                        try {
                            client.send(new byte[] {bytes[next++]});
                        } catch (IOException e) {
                            timer.shutdown();
                        }
                    },
                    0,
                    50,
                    TimeUnit.MILLISECONDS);
        }

        @Override
        public void close() {
            timer.shutdownNow();
        }
    }
}
