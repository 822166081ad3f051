package dev.backplane.spi.transport;

import dev.backplane.spi.codec.ByteSink;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An engine's side of a connection, for the tests of transports. It does what a message's first word says: {@code large:N}
 * sends N bytes, {@code hold} is under way until {@link #release}, {@code throw} fails, {@code close} closes; anything else is
 * sent back as it came.
 */
public final class EchoConversation implements Conversation {

    public final Line line;
    public final AtomicInteger accepted = new AtomicInteger();
    public final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicInteger held = new AtomicInteger();
    private volatile boolean draining;

    public EchoConversation(Line line) {
        this.line = line;
    }

    @Override
    public boolean accept(byte[] bytes, int offset, int length) {
        accepted.incrementAndGet();
        String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
        if (text.startsWith("large:")) {
            large(Integer.parseInt(text.substring(6).strip()));
        } else if (text.equals("hold")) {
            held.incrementAndGet();
            return false;
        } else if (text.equals("throw")) {
            throw new IllegalStateException("as asked");
        } else if (text.equals("close")) {
            line.close();
        } else {
            ByteSink sink = line.sink();
            sink.write(bytes, offset, length);
            line.send(sink);
        }
        return true;
    }

    private void large(int bytes) {
        ByteSink sink = line.sink();
        byte[] part = "0123456789abcdef".repeat(64).getBytes(StandardCharsets.US_ASCII);
        for (int left = bytes; left > 0; left -= part.length) {
            sink.write(part, 0, Math.min(left, part.length));
        }
        line.send(sink);
    }

    public boolean isDraining() {
        return draining;
    }

    /** Answers all that is held. */
    public void release() {
        while (held.get() > 0) {
            line.send("released".getBytes(StandardCharsets.UTF_8));
            held.decrementAndGet();
        }
        closeIfDrained();
    }

    @Override
    public void drain() {
        draining = true;
        closeIfDrained();
    }

    private void closeIfDrained() {
        if (draining && held.get() == 0) {
            line.close();
        }
    }

    @Override
    public void expire() {
        line.send("expired".getBytes(StandardCharsets.UTF_8));
        line.close();
    }

    @Override
    public void gone() {
        ended.countDown();
    }

    @Override
    public @Nullable String revision() {
        return "2025-11-25";
    }

    @Override
    public int underWay() {
        return held.get();
    }
}
