package dev.backplane.engine.internal;

import dev.backplane.spi.codec.ByteSink;
import java.nio.ByteBuffer;

/** Takes a message of at most so many bytes. Not thread-safe. */
final class LimitedSink implements ByteSink {

    private final ByteSink sink;
    private final int limit;

    LimitedSink(ByteSink sink, int limit) {
        this.sink = sink;
        this.limit = limit;
    }

    /** @throws AnswerTooLargeException if there is no room; nothing is written then */
    @Override
    public void write(byte[] source, int offset, int length) {
        admit(length);
        sink.write(source, offset, length);
    }

    /** @throws AnswerTooLargeException if there is no room; nothing is written then */
    @Override
    public void share(ByteBuffer ready) {
        admit(ready.remaining());
        sink.share(ready);
    }

    private void admit(int length) {
        if (length > limit - sink.size()) {
            throw new AnswerTooLargeException(limit);
        }
    }

    @Override
    public int size() {
        return sink.size();
    }

    @Override
    public void clear() {
        sink.clear();
    }
}
