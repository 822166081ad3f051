package dev.backplane.codec.jackson.internal;

import dev.backplane.spi.codec.CodecException;
import dev.backplane.spi.codec.Slice;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Checks what Jackson does not of the bytes: that they are well-formed UTF-8 without byte order mark, and that surrogate
 * escapes come in pairs. Knows no JSON beyond this: a backslash that is not within a string is for Jackson to refuse, and
 * within one it begins an escape. Stateless, thread-safe.
 *
 * <p>Looks at eight bytes at a time for one that matters. Each term of the search sets the top bit of the bytes it looks
 * for, and possibly of bytes above them, so the lowest bit is the right one (Warren, Hacker's Delight, 2nd ed., 6-1).
 */
final class ByteCheck {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101010101010101L;
    private static final long TOP = 0x8080808080808080L;

    private ByteCheck() {}

    /**
     * @param utf8 whether to check the encoding
     * @return whether all is ASCII
     * @throws CodecException if there is something wrong
     */
    static boolean check(Slice json, boolean utf8) {
        byte[] bytes = json.array();
        int start = json.offset();
        int end = start + json.length();
        if (json.length() >= 3
                && bytes[start] == (byte) 0xEF
                && bytes[start + 1] == (byte) 0xBB
                && bytes[start + 2] == (byte) 0xBF) {
            throw new CodecException("byte order mark at byte 0");
        }
        boolean ascii = true;
        long stops = TOP;
        int i = next(bytes, start, end, stops);
        while (i < end) {
            boolean escape = bytes[i] == '\\';
            ascii &= escape;
            stops = ascii || utf8 ? TOP : 0;
            int after = escape ? escape(bytes, i, end) : utf8 ? multibyte(bytes, i, end) : i + 1;
            if (after < 0) {
                throw new CodecException(
                        (escape ? "lone surrogate escape" : "invalid UTF-8") + " at byte " + (i - start));
            }
            i = next(bytes, after, end, stops);
        }
        return ascii;
    }

    /** Tells whether the string that begins with a quote at {@code from} is well-formed UTF-8. */
    static boolean wellFormedString(byte[] bytes, int from, int to) {
        int i = from + 1;
        while (i < to && bytes[i] != '"') {
            if (bytes[i] < 0) {
                i = multibyte(bytes, i, to);
                if (i < 0) {
                    return false;
                }
            } else {
                i += bytes[i] == '\\' ? 2 : 1;
            }
        }
        return true;
    }

    /** Returns where the next backslash is, or the next byte that has a bit of the mask, or {@code to}. */
    private static int next(byte[] bytes, int from, int to, long mask) {
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long word = (long) LONG.get(bytes, i);
            long zero = word ^ '\\' * EACH;
            long found = ((zero - EACH) & ~zero & TOP) | (word & mask);
            if (found != 0) {
                return i + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        while (i < to && bytes[i] != '\\' && (bytes[i] & (byte) mask) == 0) {
            i++;
        }
        return i;
    }

    /** Returns where an escape ends, a surrogate's with its other half; negative where it lacks that. */
    private static int escape(byte[] bytes, int from, int to) {
        int unit = unit(bytes, from, to);
        if (unit < Character.MIN_SURROGATE || unit > Character.MAX_SURROGATE) {
            return Math.min(from + 2, to);
        }
        int second = unit <= Character.MAX_HIGH_SURROGATE ? unit(bytes, from + 6, to) : -1;
        return second >= Character.MIN_LOW_SURROGATE && second <= Character.MAX_LOW_SURROGATE ? from + 12 : -1;
    }

    /** Returns the UTF-16 unit that an escape of six bytes stands for; -1 where there is none. */
    private static int unit(byte[] bytes, int from, int to) {
        if (to - from < 6 || bytes[from] != '\\' || bytes[from + 1] != 'u') {
            return -1;
        }
        int unit = 0;
        for (int i = from + 2; i < from + 6; i++) {
            int digit = Character.digit(bytes[i], 16);
            if (digit < 0) {
                return -1;
            }
            unit = unit << 4 | digit;
        }
        return unit;
    }

    /** Returns where characters of more than one byte end; negative where one is not as table 3-7 of Unicode says. */
    private static int multibyte(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && bytes[i] < 0) {
            if (to - i >= 3 && threeBytes(bytes[i], bytes[i + 1], bytes[i + 2])) {
                i += 3;
                continue;
            }
            int lead = bytes[i] & 0xFF;
            int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
            if (lead < 0xC2 || lead > 0xF4 || length > to - i) {
                return -1;
            }
            int second = bytes[i + 1] & 0xFF;
            boolean wellFormed = second >= lowest(lead) && second <= highest(lead);
            for (int k = 2; k < length; k++) {
                wellFormed &= (bytes[i + k] & 0xC0) == 0x80;
            }
            if (!wellFormed) {
                return -1;
            }
            i += length;
        }
        return i;
    }

    /** Tells whether bytes are a character whose lead allows any second byte: the bulk of the scripts of Asia. */
    private static boolean threeBytes(byte lead, byte second, byte third) {
        return (lead & 0xF0) == 0xE0
                && lead != (byte) 0xE0
                && lead != (byte) 0xED
                && (second & 0xC0) == 0x80
                && (third & 0xC0) == 0x80;
    }

    /** Returns the least second byte: below are characters that have a shorter form. */
    private static int lowest(int lead) {
        return lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    }

    /** Returns the greatest second byte: above are surrogates, and what is beyond U+10FFFF. */
    private static int highest(int lead) {
        return lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    }
}
