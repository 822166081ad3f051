package dev.backplane.cache.internal;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** The JDK's deflate, without headers: what is kept has a checksum elsewhere. Thread-safe. */
final class Deflate {

    static final String NAME = "deflate";

    private Deflate() {}

    /** Returns the bytes compressed, or the very array where that would hardly make them fewer. */
    static byte[] compress(byte[] bytes, int level) {
        // an eighth at least: less is not worth what decompressing costs
        byte[] out = new byte[bytes.length - bytes.length / 8];
        Deflater deflater = new Deflater(level, true);
        try {
            deflater.setInput(bytes);
            deflater.finish();
            int length = deflater.deflate(out);
            return deflater.finished() ? Arrays.copyOf(out, length) : bytes;
        } finally {
            deflater.end();
        }
    }

    /**
     * Returns the bytes that were compressed.
     *
     * @throws IllegalArgumentException if this is not what so many bytes were compressed to
     */
    static byte[] decompress(byte[] bytes, int length) {
        byte[] out = new byte[length];
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(bytes);
            int done = 0;
            while (done < length) {
                int more = inflater.inflate(out, done, length - done);
                if (more == 0) {
                    break;
                }
                done += more;
            }
            if (done != length) {
                throw new IllegalArgumentException("compressed bytes end after " + done + " of " + length);
            }
            return out;
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("malformed compressed bytes", e);
        } finally {
            inflater.end();
        }
    }
}
