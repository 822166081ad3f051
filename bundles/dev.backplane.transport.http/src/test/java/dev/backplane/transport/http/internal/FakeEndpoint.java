package dev.backplane.transport.http.internal;

import dev.backplane.spi.codec.ByteSink;
import dev.backplane.spi.slot.SlotEmptyException;
import dev.backplane.spi.transport.Conversation;
import dev.backplane.spi.transport.EchoConversation;
import dev.backplane.spi.transport.Endpoint;
import dev.backplane.spi.transport.EventStream;
import dev.backplane.spi.transport.Exchange;
import dev.backplane.spi.transport.Line;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An engine that does what the body's first word says: {@code echo}, {@code later} (echo, from another thread),
 * {@code notify} (202), {@code init} (opens session S1), {@code large:N} (N bytes), {@code hold} and {@code stream} (the test goes on), {@code throw},
 * {@code silent} (no answer until the test ends).
 */
final class FakeEndpoint implements Endpoint, AutoCloseable {

    final AtomicInteger accepted = new AtomicInteger();
    final BlockingQueue<Exchange> held = new LinkedBlockingQueue<>();
    final BlockingQueue<EventStream> streams = new LinkedBlockingQueue<>();
    final BlockingQueue<String> ended = new LinkedBlockingQueue<>();
    volatile Exchange lastOpened;
    final CountDownLatch disconnected = new CountDownLatch(1);
    final AtomicInteger disconnects = new AtomicInteger();
    private final ExecutorService executor = Executors.newSingleThreadExecutor();

    @Override
    public void accept(Exchange exchange, byte[] body, int offset, int length) {
        accepted.incrementAndGet();
        String text = new String(body, offset, length, StandardCharsets.UTF_8);
        String word = text.indexOf(':') < 0 ? text : text.substring(0, text.indexOf(':'));
        switch (word) {
            case "later" -> executor.execute(() -> echo(exchange, body, offset, length));
            case "init" -> {
                exchange.setHeader("Mcp-Session-Id", "S1");
                answer(exchange, "welcome");
            }
            case "notify" -> exchange.respond(202);
            case "large" -> large(exchange, Integer.parseInt(text.substring(6).strip()));
            case "hold" -> {
                watch(exchange);
                held.add(exchange);
            }
            case "stream" -> {
                watch(exchange);
                streams.add(exchange.stream());
            }
            case "empty" -> throw new SlotEmptyException("codec", "slot codec is empty");
            case "throw" -> throw new IllegalStateException("as asked");
            default -> echo(exchange, body, offset, length);
        }
    }

    @Override
    public Conversation connect(Line line) {
        return new EchoConversation(line);
    }

    @Override
    public void open(Exchange exchange) {
        lastOpened = exchange;
        watch(exchange);
        streams.add(exchange.stream());
    }

    @Override
    public void end(Exchange exchange) {
        ended.add(String.valueOf(exchange.header("Mcp-Session-Id")));
        exchange.respond(200);
    }

    static void echo(Exchange exchange, byte[] body, int offset, int length) {
        String session = exchange.header("Mcp-Session-Id");
        if (session != null) {
            exchange.setHeader("Mcp-Session-Id", session);
        }
        ByteSink sink = exchange.sink();
        sink.write(body, offset, length);
        exchange.respond(200, sink);
    }

    static void answer(Exchange exchange, String text) {
        ByteSink sink = exchange.sink();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        sink.write(bytes, 0, bytes.length);
        exchange.respond(200, sink);
    }

    Exchange takeHeld() throws InterruptedException {
        return taken(held.poll(10, TimeUnit.SECONDS));
    }

    String takeEnded() throws InterruptedException {
        return taken(ended.poll(10, TimeUnit.SECONDS));
    }

    EventStream takeStream() throws InterruptedException {
        return taken(streams.poll(10, TimeUnit.SECONDS));
    }

    private static <T> T taken(T item) {
        if (item == null) {
            throw new AssertionError("nothing came within 10 s");
        }
        return item;
    }

    private void watch(Exchange exchange) {
        exchange.onDisconnect(() -> {
            disconnects.incrementAndGet();
            disconnected.countDown();
        });
    }

    private static void large(Exchange exchange, int bytes) {
        ByteSink sink = exchange.sink();
        byte[] part = "0123456789abcdef".repeat(64).getBytes(StandardCharsets.US_ASCII);
        for (int left = bytes; left > 0; left -= part.length) {
            sink.write(part, 0, Math.min(left, part.length));
        }
        exchange.respond(200, sink);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
