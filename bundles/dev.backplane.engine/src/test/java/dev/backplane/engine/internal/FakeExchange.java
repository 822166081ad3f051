package dev.backplane.engine.internal;

import dev.backplane.spi.codec.ByteSink;
import dev.backplane.spi.transport.EventStream;
import dev.backplane.spi.transport.Exchange;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An exchange in memory that keeps what it is answered. */
final class FakeExchange implements Exchange {

    final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    final Map<String, String> answerHeaders = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    final CompletableFuture<Integer> status = new CompletableFuture<>();
    final CompletableFuture<Stream> stream = new CompletableFuture<>();
    private final Body body = new Body();
    private @Nullable Runnable disconnected;

    @Nullable
    String principal;

    String address = "127.0.0.1";

    FakeExchange with(String name, String value) {
        headers.put(name, value);
        return this;
    }

    int status() throws Exception {
        return status.get(10, TimeUnit.SECONDS);
    }

    String body() throws Exception {
        status();
        return body.bytes.toString(StandardCharsets.UTF_8);
    }

    Stream opened() throws Exception {
        return stream.get(10, TimeUnit.SECONDS);
    }

    void disconnect() {
        Runnable action = disconnected;
        if (action != null) {
            action.run();
        }
    }

    @Override
    public String transport() {
        return "fake";
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public @Nullable String principal() {
        return principal;
    }

    @Override
    public @Nullable String header(String name) {
        return headers.get(name);
    }

    @Override
    public boolean hasHeaders() {
        return true;
    }

    @Override
    public void setHeader(String name, String value) {
        answerHeaders.put(name, value);
    }

    @Override
    public ByteSink sink() {
        return body;
    }

    @Override
    public void respond(int code, ByteSink sink) {
        if (stream.isDone() || !status.complete(code)) {
            throw new IllegalStateException("answered twice");
        }
    }

    @Override
    public void respond(int code) {
        respond(code, body);
    }

    @Override
    public EventStream stream() {
        Stream opened = new Stream();
        if (status.isDone() || !stream.complete(opened)) {
            throw new IllegalStateException("answered twice");
        }
        return opened;
    }

    @Override
    public void onDisconnect(Runnable action) {
        disconnected = action;
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

    /** A stream in memory. */
    static final class Stream implements EventStream {

        static final String END = "<end>";

        final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        final List<String> ids = new ArrayList<>();
        final List<Runnable> closeActions = new ArrayList<>();
        private boolean open = true;

        String next() throws InterruptedException {
            String message = messages.poll(10, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("no message within 10 s");
            }
            return message;
        }

        @Override
        public synchronized boolean send(@Nullable String eventId, byte[] message) {
            if (!open) {
                return false;
            }
            ids.add(String.valueOf(eventId));
            messages.add(new String(message, StandardCharsets.UTF_8));
            return true;
        }

        @Override
        public void retry(long millis) {
            messages.add("<retry " + millis + ">");
        }

        @Override
        public void close() {
            List<Runnable> actions;
            synchronized (this) {
                if (!open) {
                    return;
                }
                open = false;
                messages.add(END);
                actions = List.copyOf(closeActions);
            }
            actions.forEach(Runnable::run);
        }

        @Override
        public synchronized boolean isOpen() {
            return open;
        }

        @Override
        public synchronized void onClose(Runnable action) {
            closeActions.add(action);
        }
    }
}
