package dev.backplane.transport.stream.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** Nothing between a line and its socket. As thread-safe as {@link Wire} asks for. */
final class PlainWire implements Wire {

    private final SocketChannel channel;
    private boolean ended;

    PlainWire(SocketChannel channel) {
        this.channel = channel;
    }

    @Override
    public int read(Loop loop, Runnable again) throws IOException {
        int count = channel.read(loop.input.clear());
        ended |= count < 0;
        return Math.max(0, count);
    }

    @Override
    public boolean hasEnded() {
        return ended;
    }

    @Override
    public boolean isPausing() {
        return false;
    }

    @Override
    public boolean isOpening() {
        return false;
    }

    @Override
    public boolean encrypts() {
        return false;
    }

    @Override
    public long write(ByteBuffer[] from) throws IOException {
        return from.length == 1 ? channel.write(from[0]) : channel.write(from);
    }

    @Override
    public int flush() {
        return 0;
    }

    @Override
    public void finish() {
        // the end of the stream says it
    }

    @Override
    public @Nullable String principal() {
        return null;
    }
}
