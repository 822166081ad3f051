package dev.backplane.codec.gson.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds bytes, eight at a time. Each term of a search sets the top bit of the bytes it looks for, and possibly of bytes
 * above them, so the lowest bit is the right one (Warren, Hacker's Delight, 2nd ed., 6-1). Stateless, thread-safe.
 */
final class Bytes {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101010101010101L;

    /** The top bit of each byte. */
    static final long TOP = 0x8080808080808080L;

    private Bytes() {}

    /**
     * Returns where the first byte is that cannot stand for itself in a string: a control, a quote, a backslash.
     *
     * @param multibyte {@link #TOP}: what is not ASCII cannot either; 0: it can
     */
    static int notPlain(byte[] bytes, int from, int to, long multibyte) {
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long word = (long) LONG.get(bytes, i);
            long found =
                    (equal(word, '"') | equal(word, '\\') | ((word - ' ' * EACH) & ~word)) & TOP | word & multibyte;
            if (found != 0) {
                return i + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        while (i < to && !stops(bytes[i], (byte) multibyte)) {
            i++;
        }
        return i;
    }

    private static boolean stops(byte b, byte multibyte) {
        return b == '"' || b == '\\' || (b & 0xFF) < ' ' || (b & multibyte) != 0;
    }

    /** Returns where the first line feed or carriage return is, or {@code to}. */
    static int lineBreak(byte[] bytes, int from, int to) {
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long word = (long) LONG.get(bytes, i);
            long found = (equal(word, '\n') | equal(word, '\r')) & TOP;
            if (found != 0) {
                return i + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        while (i < to && bytes[i] != '\n' && bytes[i] != '\r') {
            i++;
        }
        return i;
    }

    /** Top bits of the bytes that equal an ASCII character. */
    private static long equal(long word, char ascii) {
        long zero = word ^ ascii * EACH;
        return (zero - EACH) & ~zero;
    }
}
