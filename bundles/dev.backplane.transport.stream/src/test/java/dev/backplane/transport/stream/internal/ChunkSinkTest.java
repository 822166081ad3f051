package dev.backplane.transport.stream.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChunkSinkTest {

    private final Chunks chunks = new Chunks();
    private final ChunkSink sink = new ChunkSink(chunks);

    @Test
    void share_large_standsInOrderUncopied_andIsNotTakenForOurs() {
        ByteBuffer page = ByteBuffer.allocateDirect(100_000);
        page.put("p".repeat(100_000).getBytes(StandardCharsets.US_ASCII)).flip();
        write("a");
        sink.share(page);
        write("b");
        sink.share(ByteBuffer.wrap("heap".getBytes(StandardCharsets.US_ASCII)));
        assertThat(sink.size()).isEqualTo(100_006);
        assertThat(sink.copied()).isEqualTo(6);
        List<ByteBuffer> message = sink.finish();
        StringBuilder text = new StringBuilder();
        message.forEach(each -> text.append(StandardCharsets.US_ASCII.decode(each)));
        assertThat(text.toString()).isEqualTo("a" + "p".repeat(100_000) + "bheap\n");
        assertThat(page.remaining()).isEqualTo(100_000);
        assertThat(chunks.inUse()).isEqualTo(2);
        message.forEach(chunks::giveBack);
        assertThat(chunks.inUse()).isZero();
        assertThat(chunks.take().capacity()).isEqualTo(Chunks.BYTES);
    }

    private void write(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        sink.write(bytes, 0, bytes.length);
    }
}
