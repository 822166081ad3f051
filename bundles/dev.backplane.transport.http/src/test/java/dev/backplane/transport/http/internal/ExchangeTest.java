package dev.backplane.transport.http.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.spi.transport.Exchange;
import dev.backplane.transport.http.internal.RawClient.Reply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExchangeTest {

    private static final String CHUNKED_HEAD =
            "POST /mcp HTTP/1.1\r\nHost: localhost\r\n" + RawClient.TYPES + "Transfer-Encoding: chunked\r\n\r\n";

    private static Fixture fixture;
    private RawClient client;

    @BeforeAll
    static void open() throws Exception {
        fixture = new Fixture("bodyBytesMax", 1 << 20);
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @BeforeEach
    void connect() throws Exception {
        client = fixture.client();
    }

    @AfterEach
    void disconnect() throws Exception {
        client.close();
        fixture.assertClean();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4095, 16_384, 65_536, 65_537, 1_000_000, 1 << 20})
    void body_ofAnyAllowedLength_arrivesWhole(int length) throws Exception {
        String body = "echo:" + "x".repeat(Math.max(0, length - 5));
        for (String word : new String[] {"echo", "later"}) {
            String sent = (word + body.substring(word.length())).substring(0, Math.min(length, body.length()));
            assertThat(client.post(sent).body()).isEqualTo(sent);
        }
    }

    @Test
    void body_inChunks_arrivesWhole() throws Exception {
        String text = "echo:" + "y".repeat(200_000);
        client.send(CHUNKED_HEAD);
        for (int from = 0; from < text.length(); from += 33_333) {
            String part = text.substring(from, Math.min(text.length(), from + 33_333));
            client.send(Integer.toHexString(part.length()) + "\r\n" + part + "\r\n");
        }
        client.send("0\r\n\r\n" + RawClient.postText("echo:next"));
        assertThat(client.reply().body()).isEqualTo(text);
        assertThat(client.reply().body()).isEqualTo("echo:next");
    }

    @Test
    void body_inChunksOverLimit_tooLargeAsSoonAsItIs() throws Exception {
        int before = fixture.endpoint.accepted.get();
        client.send(CHUNKED_HEAD + "200000\r\n" + "z".repeat((1 << 20) + 1));
        Reply reply = client.reply();
        assertThat(reply.status()).isEqualTo(413);
        assertThat(reply.body()).contains("bodyBytesMax = 1048576");
        assertThat(fixture.endpoint.accepted.get()).isEqualTo(before);
    }

    @Test
    void body_byteByByte_arrivesWhole() throws Exception {
        for (byte b : RawClient.postText("echo:slowly").getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
            client.send(new byte[] {b});
        }
        assertThat(client.reply().body()).isEqualTo("echo:slowly");
    }

    @Test
    void expectContinue_allowedLength_isTold() throws Exception {
        client.send("POST /mcp HTTP/1.1\r\nHost: localhost\r\n" + RawClient.TYPES
                + "Expect: 100-continue\r\nContent-Length: 9\r\n\r\n");
        assertThat(client.head().status()).isEqualTo(100);
        client.send("echo:told");
        assertThat(client.reply().body()).isEqualTo("echo:told");
    }

    @Test
    void expectContinue_lengthOverLimit_isNotTold() throws Exception {
        client.send("POST /mcp HTTP/1.1\r\nHost: localhost\r\n" + RawClient.TYPES
                + "Expect: 100-continue\r\nContent-Length: 9000000\r\n\r\n");
        assertThat(client.reply().status()).isEqualTo(413);
    }

    @Test
    void requests_pipelined_answeredInOrder() throws Exception {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            all.append(RawClient.postText((i % 3 == 0 ? "later:" : "echo:") + i));
        }
        client.send(all.toString());
        for (int i = 0; i < 50; i++) {
            assertThat(client.reply().body()).isEqualTo((i % 3 == 0 ? "later:" : "echo:") + i);
        }
    }

    @Test
    void request_sentWhileAnswerIsPending_answeredAfterIt() throws Exception {
        client.send(RawClient.postText("hold"));
        Exchange held = fixture.endpoint.takeHeld();
        client.send(RawClient.postText("echo:second").substring(0, 30));
        client.send(RawClient.postText("echo:second").substring(30));
        FakeEndpoint.answer(held, "first");
        assertThat(client.reply().body()).isEqualTo("first");
        assertThat(client.reply().body()).isEqualTo("echo:second");
    }

    @Test
    void requests_moreThanABufferWhileAnswerIsPending_allAnswered() throws Exception {
        client.send(RawClient.postText("hold"));
        Exchange held = fixture.endpoint.takeHeld();
        String body = "echo:" + "w".repeat(30_000);
        Thread sender = new Thread(() -> {
            try {
                for (int i = 0; i < 5; i++) {
                    client.send(RawClient.postText(body));
                }
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        sender.start();
        FakeEndpoint.answer(held, "first");
        assertThat(client.reply().body()).isEqualTo("first");
        for (int i = 0; i < 5; i++) {
            assertThat(client.reply().body()).isEqualTo(body);
        }
        sender.join();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 15_872, 15_873, 16_384, 100_000, 5_000_000})
    void answer_ofAnyLength_arrivesWhole(int bytes) throws Exception {
        Reply reply = client.post("large:" + bytes);
        assertThat(reply.headers()).containsEntry("content-length", "" + bytes);
        assertThat(reply.body()).hasSize(bytes).startsWith("0");
        assertThat(client.post("echo:next").body()).isEqualTo("echo:next");
    }

    @Test
    void answer_withHeaders_carriesThemWithoutLineBreaks() throws Exception {
        client.send(RawClient.postText("hold"));
        Exchange held = fixture.endpoint.takeHeld();
        held.setHeader("Mcp-Session-Id", "abc");
        held.setHeader("X-Long", "v".repeat(2000));
        held.setHeader("X-Split", "a\r\nX-Evil: b\u20ac");
        FakeEndpoint.answer(held, "body");
        Reply reply = client.reply();
        assertThat(reply.headers())
                .containsEntry("mcp-session-id", "abc")
                .containsEntry("x-long", "v".repeat(2000))
                .containsEntry("x-split", "a  X-Evil: b")
                .doesNotContainKey("x-evil");
        assertThat(reply.body()).isEqualTo("body");
    }

    @Test
    void answer_withoutBody_hasLengthZero() throws Exception {
        Reply reply = client.post("notify");
        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.headers()).containsEntry("content-length", "0").doesNotContainKey("content-type");
        assertThat(client.post("echo:next").body()).isEqualTo("echo:next");
    }

    @Test
    void engine_throws_internalError() throws Exception {
        Reply reply = client.post("throw");
        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.body())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32603,\"message\":\"internal error\"}}");
        assertThat(client.post("echo:next").body()).isEqualTo("echo:next");
    }

    @Test
    void engine_lacksAPart_unavailableAndWhich() throws Exception {
        Reply reply = client.post("empty");
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.body())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32603,\"message\":\"slot codec is empty\"}}");
        assertThat(client.post("echo:next").body()).isEqualTo("echo:next");
    }

    @Test
    void exchange_answeredTwice_refusesTheSecond() throws Exception {
        client.send(RawClient.postText("hold"));
        Exchange held = fixture.endpoint.takeHeld();
        FakeEndpoint.answer(held, "one");
        assertThat(client.reply().body()).isEqualTo("one");
        assertThatThrownBy(() -> held.respond(200)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(held::stream).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void exchange_tellsItsPeerAndHeaders() throws Exception {
        client.send("POST /mcp HTTP/1.1\r\nHost: localhost\r\nmcp-session-id: S1\r\n" + RawClient.TYPES
                + "Content-Length: 4\r\n\r\nhold");
        Exchange held = fixture.endpoint.takeHeld();
        assertThat(held.transport()).isEqualTo("http");
        assertThat(held.address()).isEqualTo("127.0.0.1");
        assertThat(held.principal()).isNull();
        assertThat(held.hasHeaders()).isTrue();
        assertThat(held.header("Mcp-Session-Id")).isEqualTo("S1");
        assertThat(held.header("Absent")).isNull();
        held.respond(202);
        assertThat(client.reply().status()).isEqualTo(202);
    }

    @Test
    void http10_answeredAndClosed() throws Exception {
        client.send("POST /mcp HTTP/1.0\r\n" + RawClient.TYPES + "Content-Length: 7\r\n\r\necho:10");
        Reply reply = client.reply();
        assertThat(reply.headers()).containsEntry("connection", "close");
        assertThat(reply.body()).isEqualTo("echo:10");
        assertThat(client.rest()).isEmpty();
    }

    @Test
    void connectionClose_answeredAndClosed() throws Exception {
        client.send("DELETE /mcp HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(client.reply().headers()).containsEntry("connection", "close");
        assertThat(client.rest()).isEmpty();
    }
}
