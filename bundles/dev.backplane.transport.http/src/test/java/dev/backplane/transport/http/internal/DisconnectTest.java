package dev.backplane.transport.http.internal;

import static dev.backplane.transport.http.internal.Fixture.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.spi.transport.EventStream;
import dev.backplane.spi.transport.Exchange;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DisconnectTest {

    private Fixture fixture;
    private RawClient client;

    @BeforeEach
    void open() throws Exception {
        fixture = new Fixture("requestTimeoutMillis", 2000);
        client = fixture.client();
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        fixture.assertClean();
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void peer_leavesWhileAnswerIsPending_isNoticed(boolean reset) throws Exception {
        client.send(RawClient.postText("hold"));
        Exchange held = fixture.endpoint.takeHeld();
        leave(reset);
        assertThat(fixture.endpoint.disconnected.await(5, TimeUnit.SECONDS)).isTrue();
        CountDownLatch late = new CountDownLatch(1);
        held.onDisconnect(late::countDown);
        assertThat(late.getCount()).isZero();
        FakeEndpoint.answer(held, "too late");
    }

    @Test
    void peer_leavesAfterPipelining_isNoticed() throws Exception {
        client.send(RawClient.postText("hold"));
        Exchange held = fixture.endpoint.takeHeld();
        client.send(RawClient.postText("echo:next"));
        client.abort();
        assertThat(fixture.endpoint.disconnected.await(5, TimeUnit.SECONDS)).isTrue();
        held.respond(202);
    }

    @Test
    void peer_closesItsSideOnly_isNoticedButStillAnswered() throws Exception {
        client.send(RawClient.postText("hold"));
        Exchange held = fixture.endpoint.takeHeld();
        client.socket.shutdownOutput();
        assertThat(fixture.endpoint.disconnected.await(5, TimeUnit.SECONDS)).isTrue();
        FakeEndpoint.answer(held, "still");
        assertThat(client.reply().body()).isEqualTo("still");
        assertThat(client.rest()).isEmpty();
    }

    @Test
    void peer_closesItsSideAndGetsNoAnswer_isClosed() throws Exception {
        client.send(RawClient.postText("hold"));
        fixture.endpoint.takeHeld();
        client.socket.shutdownOutput();
        assertThat(client.rest()).isEmpty();
    }

    @Test
    void peer_leavesAndEngineOpensStream_streamIsClosed() throws Exception {
        client.send(RawClient.postText("hold"));
        Exchange held = fixture.endpoint.takeHeld();
        client.close();
        assertThat(fixture.endpoint.disconnected.await(5, TimeUnit.SECONDS)).isTrue();
        EventStream stream = held.stream();
        CountDownLatch closed = new CountDownLatch(1);
        stream.onClose(closed::countDown);
        assertThat(closed.getCount()).isZero();
        assertThat(stream.isOpen()).isFalse();
        assertThat(stream.send(null, new byte[1])).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void peer_leavesOpenStream_isNoticed(boolean reset) throws Exception {
        client.send(RawClient.postText("stream"));
        EventStream stream = fixture.endpoint.takeStream();
        CountDownLatch closed = new CountDownLatch(2);
        stream.onClose(closed::countDown);
        stream.onClose(closed::countDown);
        client.head();
        leave(reset);
        assertThat(closed.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(fixture.endpoint.disconnected.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(stream.send(null, new byte[1])).isFalse();
    }

    @Test
    void answer_complete_laterLeavingIsNoDisconnect() throws Exception {
        client.send(RawClient.postText("hold"));
        FakeEndpoint.answer(fixture.endpoint.takeHeld(), "done");
        assertThat(client.reply().body()).isEqualTo("done");
        client.close();
        assertEventually(() -> fixture.listener.connections() == 0, "closed");
        assertThat(fixture.endpoint.disconnects.get()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "P",
                "POST /mcp HTTP/1.1\r\nHo",
                "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n",
                "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\nec",
                "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n5\r\nec",
                "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\nnonsense\r\n",
                "GET /other HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nec"
            })
    void peer_leavesInTheMiddle_leavesNothingBehind(String sent) throws Exception {
        for (int i = 0; i < 20; i++) {
            try (RawClient rude = fixture.client()) {
                rude.send(sent);
                if (i % 2 == 0) {
                    rude.abort();
                }
            }
        }
        assertThat(fixture.endpoint.accepted.get()).isZero();
    }

    @Test
    void peer_leavesInTheMiddleOfALargeAnswer_leavesNothingBehind() throws Exception {
        for (int i = 0; i < 10; i++) {
            try (RawClient rude = fixture.client()) {
                rude.send(RawClient.postText("large:20000000"));
                rude.head();
                rude.abort();
            }
        }
    }

    @Test
    void peer_takesNothingOfALargeAnswer_isCutOff() throws Exception {
        client.socket.setReceiveBufferSize(4096);
        client.send(RawClient.postText("large:20000000"));
        client.head();
        assertEventually(() -> fixture.listener.connections() == 0, "cut off");
    }

    private void leave(boolean reset) throws Exception {
        if (reset) {
            client.abort();
        } else {
            client.close();
        }
    }
}
