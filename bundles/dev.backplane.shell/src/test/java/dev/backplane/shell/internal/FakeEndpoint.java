package dev.backplane.shell.internal;

import dev.backplane.spi.codec.ByteSink;
import dev.backplane.spi.transport.Conversation;
import dev.backplane.spi.transport.EchoConversation;
import dev.backplane.spi.transport.Endpoint;
import dev.backplane.spi.transport.EventStream;
import dev.backplane.spi.transport.Exchange;
import dev.backplane.spi.transport.Line;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Answers with what it was told to, and keeps what it was asked. */
final class FakeEndpoint implements Endpoint {

    final List<String> requests = new ArrayList<>();
    final Deque<List<String>> answers = new ArrayDeque<>();
    final CountDownLatch accepted = new CountDownLatch(1);
    final CountDownLatch cancelled = new CountDownLatch(1);

    /** The next answer: one message is a body, more are a stream, none is no answer at all. */
    FakeEndpoint answer(String... messages) {
        answers.add(List.of(messages));
        return this;
    }

    FakeEndpoint result(String json) {
        return answer(response(json));
    }

    static String response(String json) {
        return "{\"jsonrpc\":\"2.0\",\"id\":\"shell\",\"result\":" + json + "}";
    }

    @Override
    public void accept(Exchange exchange, byte[] body, int offset, int length) {
        requests.add(new String(body, offset, length, StandardCharsets.UTF_8));
        List<String> answer = answers.remove();
        exchange.onDisconnect(cancelled::countDown);
        if (answer.size() == 1) {
            byte[] bytes = answer.get(0).getBytes(StandardCharsets.UTF_8);
            ByteSink sink = exchange.sink();
            sink.write(bytes, 0, bytes.length);
            exchange.respond(200, sink);
        } else if (!answer.isEmpty()) {
            EventStream stream = exchange.stream();
            answer.forEach(message -> stream.send(null, message.getBytes(StandardCharsets.UTF_8)));
            stream.close();
        }
        accepted.countDown();
    }

    @Override
    public Conversation connect(Line line) {
        return new EchoConversation(line);
    }

    @Override
    public void open(Exchange exchange) {
        exchange.respond(405);
    }

    @Override
    public void end(Exchange exchange) {
        exchange.respond(405);
    }

    @Override
    public List<String> protocolVersions() {
        return List.of("2025-11-25", "2026-07-28");
    }
}
