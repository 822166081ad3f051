package dev.backplane.session.disk.internal;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * One file of frames, to which is only ever appended. One thread at a time appends, others may force meanwhile and do not
 * hold it up. None may be interrupted in here: that would close the file.
 *
 * <p>The head tells how far the file has been forced to the medium. What is unreadable before that place is damaged; what
 * is so behind it is what a crash or a loss of power may leave.
 */
final class LogFile implements AutoCloseable {

    /** Magic, then the forced position and its complement. */
    private static final int HEAD_BYTES = 24;

    private static final long MAGIC = 0x4250_5345_5353_0001L;

    /** What is handed to the operating system at a time. */
    private static final int CHUNK_BYTES = 256 << 10;

    private static final int READ_BYTES = 64 << 10;

    private final Path path;
    private final FileChannel channel;

    /** Written by the appending thread alone, once the bytes before it are handed to the operating system. */
    private volatile long size;

    /** Guarded by this. */
    private long forced;

    private LogFile(Path path, FileChannel channel, long size) {
        this.path = path;
        this.channel = channel;
        this.size = size;
    }

    /**
     * What a file was found to hold.
     *
     * @param size of the file, bytes
     * @param readable where what can be read ends
     * @param forced up to where it had been forced to the medium
     */
    record Extent(long size, long readable, long forced) {

        boolean torn() {
            return readable < size;
        }

        boolean damaged() {
            return readable < Math.max(forced, HEAD_BYTES);
        }
    }

    /** Makes a file that is not found under its name before it is {@linkplain #publish published}. */
    static LogFile make(Path path) throws IOException {
        FileChannel channel = FileChannel.open(
                making(path),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        return new LogFile(path, channel, HEAD_BYTES);
    }

    /** Makes an empty file under its name. */
    static LogFile create(Path path) throws IOException {
        LogFile file = make(path);
        try {
            file.seal();
            file.publish();
            return file;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Forces all of it to the medium, its head included, for {@link #publish} to follow. */
    void seal() throws IOException {
        force();
        channel.force(true);
    }

    /** Gives it its name. */
    void publish() throws IOException {
        Files.move(making(path), path, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Opens a file for more, and cuts off what cannot be read. */
    static LogFile reopen(Path path, Extent extent) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
        try {
            channel.truncate(extent.readable());
            LogFile file = new LogFile(path, channel, extent.readable());
            file.force();
            return file;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Returns where a file lies that is not whole yet. */
    static Path making(Path path) {
        return path.resolveSibling(path.getFileName() + ".tmp");
    }

    /** Hands all that can be read of a file to the reader. */
    static Extent read(Path path, Frames.Reader reader) throws IOException {
        long size = Files.size(path);
        if (size < HEAD_BYTES) {
            return new Extent(size, 0, 0);
        }
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(path), READ_BYTES))) {
            if (in.readLong() != MAGIC) {
                return new Extent(size, 0, 0);
            }
            long forced = in.readLong();
            if (in.readLong() != ~forced) {
                forced = HEAD_BYTES;
            }
            long place = HEAD_BYTES;
            while (size - place >= Frames.HEAD_BYTES) {
                int length = in.readInt();
                int checksum = in.readInt();
                if (length < 1 || length > size - place - Frames.HEAD_BYTES) {
                    break;
                }
                byte[] body = in.readNBytes(length);
                if (body.length != length || Frames.checksum(body, 0, length) != checksum) {
                    break;
                }
                Frames.read(body, reader);
                place += Frames.HEAD_BYTES + length;
            }
            return new Extent(size, place, forced);
        }
    }

    Path path() {
        return path;
    }

    long size() {
        return size;
    }

    /** Hands frames to the operating system, from where the end of the process cannot take them. */
    void append(List<byte[]> frames, ByteBuffer chunk) throws IOException {
        long place = size;
        chunk.clear();
        for (byte[] frame : frames) {
            int done = 0;
            while (done < frame.length) {
                int part = Math.min(chunk.remaining(), frame.length - done);
                chunk.put(frame, done, part);
                done += part;
                if (!chunk.hasRemaining()) {
                    place = write(chunk, place);
                }
            }
        }
        size = write(chunk, place);
    }

    /** Makes the room that {@link #append} puts small frames together in. */
    static ByteBuffer chunk() {
        return ByteBuffer.allocate(CHUNK_BYTES);
    }

    private long write(ByteBuffer chunk, long from) throws IOException {
        long place = from;
        chunk.flip();
        while (chunk.hasRemaining()) {
            place += channel.write(chunk, place);
        }
        chunk.clear();
        return place;
    }

    /** Forces what has been appended to the medium, from where a loss of power cannot take it. */
    synchronized void force() throws IOException {
        long end = size;
        if (end > forced) {
            channel.force(false);
            forced = end;
            writeHead();
        }
    }

    private void writeHead() throws IOException {
        ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
        head.putLong(MAGIC).putLong(forced).putLong(~forced).flip();
        while (head.hasRemaining()) {
            channel.write(head, head.position());
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
