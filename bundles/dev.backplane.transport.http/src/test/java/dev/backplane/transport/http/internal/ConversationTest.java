package dev.backplane.transport.http.internal;

import static dev.backplane.transport.http.internal.Fixture.assertEventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.spi.transport.EventStream;
import dev.backplane.spi.transport.Exchange;
import dev.backplane.transport.http.internal.RawClient.Reply;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The transport of revision 2024-11-05. */
class ConversationTest {

    private Fixture fixture;
    private RawClient stream;
    private RawClient client;
    private String address;

    @BeforeEach
    void open() throws Exception {
        fixture = new Fixture();
        stream = fixture.client();
        stream.send("GET /sse HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n");
        assertThat(stream.head().headers()).containsEntry("content-type", "text/event-stream");
        String first = stream.chunkText();
        assertThat(first).matches("event: endpoint\ndata: /sse\\?id=[0-9a-f]{32}\n\n");
        address = first.substring(first.indexOf("/sse"), first.length() - 2);
        client = fixture.client();
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        stream.close();
        fixture.assertClean();
        fixture.close();
    }

    @Test
    void post_request_isAnsweredOnTheStream() throws Exception {
        assertThat(post("echo:one").status()).isEqualTo(202);
        assertThat(stream.chunkText()).isEqualTo("event: message\ndata: echo:one\n\n");
        assertThat(post("later:two").status()).isEqualTo(202);
        assertThat(stream.chunkText()).isEqualTo("event: message\ndata: later:two\n\n");
        assertThat(post("notify").status()).isEqualTo(202);
    }

    @Test
    void post_handshake_bindsTheSessionAndItsStandingStream() throws Exception {
        post("init");
        assertThat(stream.chunkText()).isEqualTo("event: message\ndata: welcome\n\n");
        EventStream standing = fixture.endpoint.takeStream();
        assertThat(standing.isOpen()).isTrue();
        standing.send("1", new byte[0]);
        standing.retry(5);
        standing.send("2", bytes("news"));
        assertThat(stream.chunkText()).isEqualTo("event: message\ndata: news\n\n");
        post("hold");
        Exchange held = fixture.endpoint.takeHeld();
        assertThat(held.header("mcp-session-id")).isEqualTo("S1");
        assertThat(held.header("Host")).isEqualTo("localhost");
        FakeEndpoint.answer(held, "done");
        assertThat(stream.chunkText()).isEqualTo("event: message\ndata: done\n\n");
        standing.close();
        assertThat(stream.chunkText()).isEmpty();
    }

    @Test
    void engine_answersWithStream_eventsJoinTheConversation() throws Exception {
        post("stream");
        EventStream answer = fixture.endpoint.takeStream();
        assertThat(answer.send("7", bytes("progress"))).isTrue();
        assertThat(stream.chunkText()).isEqualTo("event: message\ndata: progress\n\n");
        answer.close();
        assertThat(answer.isOpen()).isFalse();
        assertThat(answer.send("8", bytes("more"))).isFalse();
        post("echo:on");
        assertThat(stream.chunkText()).isEqualTo("event: message\ndata: echo:on\n\n");
    }

    @Test
    void engine_letsStreamGo_conversationResumesIt() throws Exception {
        post("init");
        fixture.endpoint.takeStream();
        stream.chunkText();
        post("stream");
        EventStream answer = fixture.endpoint.takeStream();
        answer.send("4-1", new byte[0]);
        answer.retry(1000);
        answer.close();
        EventStream resumed = fixture.endpoint.takeStream();
        assertThat(fixture.endpoint.lastOpened.header("Last-Event-ID")).isEqualTo("4-1");
        resumed.send("4-2", bytes("rest"));
        assertThat(stream.chunkText()).isEqualTo("event: message\ndata: rest\n\n");
        resumed.close();
        assertThat(post("notify").status()).isEqualTo(202);
    }

    @Test
    void stream_closed_endsTheSessionAndItsCalls() throws Exception {
        post("init");
        EventStream standing = fixture.endpoint.takeStream();
        CountDownLatch closed = new CountDownLatch(1);
        standing.onClose(closed::countDown);
        post("hold");
        Exchange held = fixture.endpoint.takeHeld();
        stream.abort();
        assertThat(fixture.endpoint.takeEnded()).isEqualTo("S1");
        assertThat(fixture.endpoint.disconnected.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(closed.await(5, TimeUnit.SECONDS)).isTrue();
        FakeEndpoint.answer(held, "nobody listens");
        assertThat(post("echo:late").status()).isEqualTo(404);
    }

    @Test
    void drain_callUnderWay_isAnsweredBeforeTheStreamEnds() throws Exception {
        post("hold");
        Exchange held = fixture.endpoint.takeHeld();
        Thread stopping = new Thread(fixture.listener::stop);
        stopping.start();
        assertEventually(held::isDraining, "it drains");
        FakeEndpoint.answer(held, "done");
        assertThat(stream.chunkText()).startsWith("event: message\ndata: done\n\n");
        stopping.join();
        fixture = new Fixture();
    }

    @Test
    void post_unknownId_notFound() throws Exception {
        address = "/sse?id=0123456789abcdef0123456789abcdef";
        assertThat(post("echo:x").status()).isEqualTo(404);
    }

    @Test
    void post_noId_notFound() throws Exception {
        address = "/sse";
        assertThat(post("echo:x").status()).isEqualTo(404);
    }

    @Test
    void request_foreignHostOrOrigin_forbidden() throws Exception {
        assertThat(client.request("GET /sse", "Host: evil.example").status()).isEqualTo(403);
        assertThat(client.request("GET /sse", "Origin: http://evil.example").status())
                .isEqualTo(403);
    }

    @Test
    void delete_anything_notAllowed() throws Exception {
        Reply reply = client.request("DELETE " + address);
        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.headers()).containsEntry("allow", "GET, POST, OPTIONS");
    }

    @Test
    void ssePath_empty_isNotServed() throws Exception {
        try (Fixture without = new Fixture("ssePath", "");
                RawClient other = without.client()) {
            assertThat(other.request("GET /sse").status()).isEqualTo(404);
        }
    }

    private Reply post(String body) throws Exception {
        client.send("POST " + address + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Accept: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        return client.reply();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
