package dev.backplane.benchmarks.engine;

import dev.backplane.spi.codec.ByteSink;
import dev.backplane.spi.transport.EventStream;
import dev.backplane.spi.transport.Exchange;
import org.jspecify.annotations.Nullable;

/** A connection's exchange without the connection: it counts the bytes of the answer. */
final class Answer implements Exchange, ByteSink {

    private int bytes;
    private int status;

    int status() {
        return status;
    }

    @Override
    public String transport() {
        return "tcp";
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
    public @Nullable String header(String name) {
        return null;
    }

    @Override
    public boolean hasHeaders() {
        return false;
    }

    @Override
    public void setHeader(String name, String value) {
        // there are none
    }

    @Override
    public ByteSink sink() {
        return this;
    }

    @Override
    public void respond(int code, ByteSink body) {
        status = code;
    }

    @Override
    public void respond(int code) {
        status = code;
    }

    @Override
    public EventStream stream() {
        throw new IllegalStateException("echo has nothing to stream");
    }

    @Override
    public void onDisconnect(Runnable action) {
        // nobody goes
    }

    @Override
    public void write(byte[] source, int offset, int length) {
        bytes += length;
    }

    @Override
    public void clear() {
        bytes = 0;
    }

    @Override
    public int size() {
        return bytes;
    }
}
