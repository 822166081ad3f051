package dev.backplane.transport.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.server.DefaultByteBufferPool;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BufferSinkTest {

    private static final int POOLED = 1_024;

    private final DefaultByteBufferPool pool = new DefaultByteBufferPool(true, POOLED);
    private final BufferSink sink = new BufferSink(pool);

    @AfterEach
    void close() {
        sink.free();
        pool.close();
    }

    private void write(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        sink.write(bytes, 0, bytes.length);
    }

    private static ByteBuffer direct(String text) {
        return ByteBuffer.allocateDirect(text.length())
                .put(text.getBytes(StandardCharsets.US_ASCII))
                .flip()
                .asReadOnlyBuffer();
    }

    private static String text(ByteBuffer[] buffers) {
        StringBuilder all = new StringBuilder();
        for (ByteBuffer buffer : buffers) {
            all.append(StandardCharsets.US_ASCII.decode(buffer.duplicate()));
        }
        return all.toString();
    }

    private ByteBuffer[] sealed(String head) {
        return sink.sealed(head.getBytes(StandardCharsets.US_ASCII), head.length());
    }

    @Test
    void share_largeOutsideOfTheHeap_standsInOrderAndIsNotCopied() {
        ByteBuffer page = direct("p".repeat(100_000));
        String before = "a".repeat(POOLED);
        write(before);
        sink.share(page);
        write("b");
        sink.share(page);
        write("c".repeat(2 * POOLED));
        assertThat(sink.size()).isEqualTo(200_000 + POOLED + 1 + 2 * POOLED);

        ByteBuffer[] buffers = sealed("HEAD ");
        String pages = "p".repeat(100_000);
        assertThat(text(buffers)).isEqualTo("HEAD " + before + pages + "b" + pages + "c".repeat(2 * POOLED));
        assertThat(Arrays.stream(buffers).filter(each -> each.remaining() == 100_000))
                .hasSize(2);
        Arrays.stream(buffers).forEach(each -> each.position(each.limit()));
        assertThat(page.remaining()).as("what others share").isEqualTo(100_000);
    }

    @Test
    void share_smallOrOnTheHeap_isCopied() {
        ByteBuffer heap = ByteBuffer.wrap("h".repeat(10_000).getBytes(StandardCharsets.US_ASCII));
        sink.share(heap);
        sink.share(direct("small"));
        assertThat(heap.remaining()).isEqualTo(10_000);
        ByteBuffer[] buffers = sealed("");
        assertThat(text(buffers)).isEqualTo("h".repeat(10_000) + "small");
        assertThat(buffers).allSatisfy(each -> assertThat(each.capacity()).isEqualTo(POOLED));
    }

    @Test
    void share_withALongHead_standsBehindIt() {
        sink.share(direct("p".repeat(5_000)));
        write("end");
        String head = "H".repeat(BufferSink.HEAD_ROOM + 1);
        assertThat(text(sealed(head))).isEqualTo(head + "p".repeat(5_000) + "end");
    }

    @Test
    void clear_afterShare_dropsIt() {
        write("x");
        sink.share(direct("p".repeat(5_000)));
        write("y".repeat(3 * POOLED));
        sink.clear();
        assertThat(sink.size()).isZero();
        write("again");
        assertThat(text(sealed("HEAD "))).isEqualTo("HEAD again");
    }
}
