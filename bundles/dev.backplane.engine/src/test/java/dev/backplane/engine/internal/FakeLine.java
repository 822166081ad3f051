package dev.backplane.engine.internal;

import dev.backplane.spi.codec.ByteSink;
import dev.backplane.spi.transport.Conversation;
import dev.backplane.spi.transport.Line;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A connection in memory that keeps what it is sent. */
final class FakeLine implements Line {

    static final String END = "<end>";

    final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    final Conversation conversation;
    private boolean closed;
    private int open;

    FakeLine(Engine engine) {
        conversation = engine.connect(this);
    }

    /** Takes a message of the peer's, in an array that is overwritten as soon as that is allowed. */
    FakeLine say(String message) {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        if (conversation.accept(bytes, 0, bytes.length)) {
            java.util.Arrays.fill(bytes, (byte) 'x');
        }
        return this;
    }

    String next() throws InterruptedException {
        String message = messages.poll(10, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("no message within 10 s");
        }
        return message;
    }

    /** Returns how many sinks were neither sent nor dropped. */
    synchronized int openSinks() {
        return open;
    }

    @Override
    public String transport() {
        return "fake";
    }

    @Override
    public String address() {
        return "127.0.0.1";
    }

    @Override
    public @Nullable String principal() {
        return null;
    }

    @Override
    public int requestsMax() {
        return 3;
    }

    @Override
    public synchronized ByteSink sink() {
        open++;
        return new Body();
    }

    @Override
    public synchronized boolean send(ByteSink message) {
        open--;
        return send(((Body) message).bytes.toByteArray());
    }

    @Override
    public synchronized boolean send(byte[] message) {
        if (closed) {
            return false;
        }
        messages.add(new String(message, StandardCharsets.UTF_8));
        return true;
    }

    @Override
    public synchronized void drop(ByteSink unsent) {
        open--;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            messages.add(END);
        }
    }

    @Override
    public synchronized boolean isOpen() {
        return !closed;
    }

    private static final class Body implements ByteSink {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void write(byte[] source, int offset, int length) {
            bytes.write(source, offset, length);
        }

        @Override
        public void clear() {
            bytes.reset();
        }

        @Override
        public int size() {
            return bytes.size();
        }
    }
}
