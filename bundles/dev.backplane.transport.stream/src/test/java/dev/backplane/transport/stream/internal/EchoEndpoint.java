package dev.backplane.transport.stream.internal;

import dev.backplane.spi.transport.Conversation;
import dev.backplane.spi.transport.EchoConversation;
import dev.backplane.spi.transport.Endpoint;
import dev.backplane.spi.transport.Exchange;
import dev.backplane.spi.transport.Line;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An engine that makes an {@link EchoConversation} of each connection. */
final class EchoEndpoint implements Endpoint {

    final BlockingQueue<EchoConversation> conversations = new LinkedBlockingQueue<>();

    EchoConversation next() throws InterruptedException {
        EchoConversation conversation = conversations.poll(10, TimeUnit.SECONDS);
        if (conversation == null) {
            throw new AssertionError("no connection within 10 s");
        }
        return conversation;
    }

    @Override
    public Conversation connect(Line line) {
        EchoConversation conversation = new EchoConversation(line);
        conversations.add(conversation);
        return conversation;
    }

    @Override
    public void accept(Exchange exchange, byte[] body, int offset, int length) {
        exchange.respond(400);
    }

    @Override
    public void open(Exchange exchange) {
        exchange.respond(405);
    }

    @Override
    public void end(Exchange exchange) {
        exchange.respond(405);
    }
}
