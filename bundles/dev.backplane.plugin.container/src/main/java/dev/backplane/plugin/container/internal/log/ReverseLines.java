package dev.backplane.plugin.container.internal.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lines of a UTF-8 file from its end to its start, as it was when it was opened. A line longer than 256 KiB
 * comes in pieces. Holds one block and one line in memory. Confined to one thread.
 */
final class ReverseLines implements AutoCloseable {

    private static final int BLOCK_BYTES = 64 * 1024;
    private static final int MAX_LINE_BYTES = 256 * 1024;

    private final SeekableByteChannel channel;
    /** Where in the file the buffer starts. */
    private long position;
    /** What has been read and not been returned: the first {@code end} bytes of the buffer. */
    private byte[] buffer = new byte[0];

    private int end;
    /** What has been returned last began right here, without a line break between. */
    private boolean atEnd = true;

    /** The first line has been returned. */
    private boolean atStart;

    ReverseLines(Path file) throws IOException {
        channel = Files.newByteChannel(file);
        position = channel.size();
        atStart = position == 0;
    }

    /** Returns the line before the one returned last, without its line break; null at the file's start. */
    @Nullable
    String next() throws IOException {
        while (true) {
            int lineBreak = lastLineBreak();
            if (lineBreak >= 0) {
                String line = line(lineBreak + 1);
                boolean breakBelongsToIt = atEnd && line.isEmpty();
                end = lineBreak;
                atEnd = false;
                if (breakBelongsToIt) {
                    continue;
                }
                return line;
            }
            if (position == 0 && atStart) {
                return null;
            }
            if (position == 0 || end > MAX_LINE_BYTES) {
                String line = line(0);
                end = 0;
                atStart = position == 0;
                atEnd = true;
                return line;
            }
            readBlock();
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private int lastLineBreak() {
        for (int i = end - 1; i >= 0; i--) {
            if (buffer[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private String line(int start) {
        int stop = end > start && buffer[end - 1] == '\r' ? end - 1 : end;
        return new String(buffer, start, stop - start, StandardCharsets.UTF_8);
    }

    private void readBlock() throws IOException {
        int length = (int) Math.min(BLOCK_BYTES, position);
        ByteBuffer block = ByteBuffer.allocate(length + end);
        block.limit(length);
        channel.position(position - length);
        while (block.hasRemaining()) {
            if (channel.read(block) < 0) {
                throw new IOException("the file has become shorter while it was read");
            }
        }
        block.limit(length + end);
        block.put(buffer, 0, end);
        buffer = block.array();
        end += length;
        position -= length;
    }
}
