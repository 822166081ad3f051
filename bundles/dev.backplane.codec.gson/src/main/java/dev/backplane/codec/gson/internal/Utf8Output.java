package dev.backplane.codec.gson.internal;

import dev.backplane.spi.codec.ByteSink;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Encodes text into a borrowed buffer and hands it to a sink when it is full. Not thread-safe.
 *
 * <p>Runs of plain ASCII, nearly all there is, are found in one loop and copied at once; any other character goes through
 * {@link #special}. Surrogates without their pair, for which UTF-8 has no bytes, become U+FFFD.
 */
final class Utf8Output {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CLOSED = {};

    /** The most that one character needs: a backslash, u and four digits. */
    private static final int LONGEST = 6;

    /** Bytes from which a run goes to the sink directly where the buffer lacks room. */
    private static final int DIRECT = 1_024;

    /** What to do with each ASCII character: nothing, escape it by number, drop it, or else escape it by this letter. */
    private static final byte PLAIN = 0;

    private static final byte BY_NUMBER = 'u';
    private static final byte DROP = 'd';

    private static final byte[] IN_STRINGS = new byte[128];
    private static final byte[] IN_JSON = new byte[128];

    static {
        Arrays.fill(IN_STRINGS, 0, ' ', BY_NUMBER);
        IN_STRINGS['\b'] = 'b';
        IN_STRINGS['\f'] = 'f';
        IN_STRINGS['\n'] = 'n';
        IN_STRINGS['\r'] = 'r';
        IN_STRINGS['\t'] = 't';
        IN_STRINGS['"'] = '"';
        IN_STRINGS['\\'] = '\\';
        IN_JSON['\n'] = DROP;
        IN_JSON['\r'] = DROP;
    }

    private final ByteSink sink;
    private final Scratch scratch;
    private byte[] buffer;
    private int at;

    Utf8Output(ByteSink sink, Scratch scratch) {
        this.sink = sink;
        this.scratch = scratch;
        buffer = scratch.take();
    }

    void put(char ascii) {
        room(1);
        buffer[at++] = (byte) ascii;
    }

    /** Writes ASCII characters that need no escape. */
    void ascii(String text) {
        plain(text, 0, text.length());
    }

    void number(long number) {
        if (number >= 0 && number < 10) {
            put((char) ('0' + number));
        } else {
            ascii(Long.toString(number));
        }
    }

    /** Writes a text as a JSON string, in quotes. */
    void string(String text) {
        put('"');
        text(text, IN_STRINGS);
        put('"');
    }

    /** Writes a text that is JSON, without its line breaks: they can stand between tokens alone. */
    void json(String text) {
        text(text, IN_JSON);
    }

    private void text(String text, byte[] treatment) {
        int length = text.length();
        int i = 0;
        while (i < length) {
            int run = i;
            while (i < length && plain(text.charAt(i), treatment)) {
                i++;
            }
            plain(text, run, i);
            while (i < length && !plain(text.charAt(i), treatment)) {
                room(LONGEST);
                i += special(text, i, treatment);
                i = threeByteRun(text, i);
            }
        }
    }

    private static boolean plain(char c, byte[] treatment) {
        return c < 0x80 && treatment[c] == PLAIN;
    }

    /** Copies ASCII characters. */
    @SuppressWarnings("deprecation") // takes the low byte of each char, which is what is wanted here, without a copy
    private void plain(String text, int from, int to) {
        int i = from;
        while (i < to) {
            room(1);
            int stop = Math.min(to, i + buffer.length - at);
            text.getBytes(i, stop, buffer, at);
            at += stop - i;
            i = stop;
        }
    }

    /**
     * Writes characters from an index on while they take three bytes and there is room: the bulk of the scripts of Asia.
     * Returns where it stopped.
     */
    private int threeByteRun(String text, int from) {
        byte[] bytes = buffer;
        int to = at;
        int i = from;
        int stop = Math.min(text.length(), from + (bytes.length - to) / 3);
        while (i < stop) {
            char c = text.charAt(i);
            if (c <= '\u2029' || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
                break;
            }
            bytes[to++] = (byte) (0xE0 | c >> 12);
            bytes[to++] = (byte) (0x80 | c >> 6 & 0x3F);
            bytes[to++] = (byte) (0x80 | c & 0x3F);
            i++;
        }
        at = to;
        return i;
    }

    /** Writes the character at an index that is not plain; returns how many chars it took. */
    private int special(String text, int index, byte[] treatment) {
        char c = text.charAt(index);
        if (c < 0x80) {
            escape(c, treatment[c]);
        } else if (c < 0x800) {
            buffer[at++] = (byte) (0xC0 | c >> 6);
            buffer[at++] = (byte) (0x80 | c & 0x3F);
        } else if (Character.isSurrogate(c)) {
            return surrogate(text.codePointAt(index));
        } else if ((c == '\u2028' || c == '\u2029') && treatment == IN_STRINGS) {
            escape(c, BY_NUMBER);
        } else {
            threeBytes(c);
        }
        return 1;
    }

    private int surrogate(int point) {
        if (!Character.isSupplementaryCodePoint(point)) {
            threeBytes('\uFFFD');
            return 1;
        }
        buffer[at++] = (byte) (0xF0 | point >> 18);
        buffer[at++] = (byte) (0x80 | point >> 12 & 0x3F);
        buffer[at++] = (byte) (0x80 | point >> 6 & 0x3F);
        buffer[at++] = (byte) (0x80 | point & 0x3F);
        return 2;
    }

    private void threeBytes(char c) {
        buffer[at++] = (byte) (0xE0 | c >> 12);
        buffer[at++] = (byte) (0x80 | c >> 6 & 0x3F);
        buffer[at++] = (byte) (0x80 | c & 0x3F);
    }

    private void escape(char c, byte treatment) {
        if (treatment == DROP) {
            return;
        }
        buffer[at++] = '\\';
        buffer[at++] = treatment;
        if (treatment == BY_NUMBER) {
            buffer[at++] = HEX[c >> 12];
            buffer[at++] = HEX[c >> 8 & 0xF];
            buffer[at++] = HEX[c >> 4 & 0xF];
            buffer[at++] = HEX[c & 0xF];
        }
    }

    /** Writes bytes that are JSON, without their line breaks. */
    void json(byte[] bytes, int from, int to) {
        int run = from;
        for (int i = Bytes.lineBreak(bytes, from, to); i < to; i = Bytes.lineBreak(bytes, i + 1, to)) {
            bytes(bytes, run, i);
            run = i + 1;
        }
        bytes(bytes, run, to);
    }

    void bytes(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length > buffer.length - at) {
            flush();
            if (length >= DIRECT) {
                sink.write(bytes, from, length);
                return;
            }
        }
        System.arraycopy(bytes, from, buffer, at, length);
        at += length;
    }

    /** Writes bytes that are JSON without line breaks, and that nobody changes. */
    void ready(ByteBuffer json) {
        int length = json.remaining();
        if (length > buffer.length - at) {
            flush();
            if (length >= DIRECT) {
                sink.share(json);
                return;
            }
        }
        json.duplicate().get(buffer, at, length);
        at += length;
    }

    private void room(int length) {
        if (length > buffer.length - at) {
            flush();
        }
    }

    private void flush() {
        if (buffer == CLOSED) {
            throw new IllegalStateException("the writer is closed");
        }
        if (at > 0) {
            sink.write(buffer, 0, at);
            at = 0;
        }
    }

    /** Hands over what is left and gives the buffer back. Does nothing the second time. */
    void close() {
        if (buffer == CLOSED) {
            return;
        }
        try {
            flush();
        } finally {
            scratch.giveBack(buffer);
            buffer = CLOSED;
            at = 0;
        }
    }
}
