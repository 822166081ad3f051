package dev.backplane.transport.stream.internal;

import dev.backplane.spi.codec.Slice;
import java.util.Arrays;

/**
 * Parts a stream of bytes into lines. Each byte is looked at once. Holds memory only while a line is incomplete. For one
 * thread.
 */
final class Framer {

    /** What comes next. */
    enum Next {
        /** More bytes are needed. */
        NOTHING,
        /** A line, to be {@linkplain #take() taken}. */
        LINE,
        /** A line that is too long; it is left out, and told of once. */
        TOO_LONG
    }

    private static final byte[] NOTHING = {};

    private byte[] bytes = NOTHING;
    private boolean own = true;
    private int start;
    private int end;

    /** Up to where there is no end of a line. */
    private int seen;

    private int lineEnd = -1;
    private boolean skipping;

    /** Adds bytes, which may change after {@link #keep()}. */
    void add(byte[] source, int length) {
        if (start == end) {
            bytes = source;
            own = false;
            start = 0;
            end = length;
            seen = 0;
            return;
        }
        keep();
        if (bytes.length - end < length) {
            int held = end - start;
            byte[] larger = bytes;
            if (bytes.length < held + length) {
                larger = new byte[Math.max(held + length, (int) Math.min(held * 2L, Integer.MAX_VALUE - 8))];
            }
            System.arraycopy(bytes, start, larger, 0, held);
            bytes = larger;
            seen -= start;
            start = 0;
            end = held;
        }
        System.arraycopy(source, 0, bytes, end, length);
        end += length;
    }

    /** @param most bytes of a line */
    Next next(int most) {
        while (lineEnd < 0) {
            while (seen < end && bytes[seen] != '\n') {
                seen++;
            }
            boolean tooLong = !skipping && seen - start > most;
            if (seen == end) {
                if (tooLong || skipping) {
                    skipping = true;
                    forget();
                }
                return tooLong ? Next.TOO_LONG : Next.NOTHING;
            }
            if (tooLong || skipping || isBlank(start, seen)) {
                skipping = false;
                start = ++seen;
                if (tooLong) {
                    return Next.TOO_LONG;
                }
            } else {
                lineEnd = seen++;
            }
        }
        return Next.LINE;
    }

    /** Blank lines mean nothing, and neither does a carriage return at the end of one. */
    private boolean isBlank(int from, int to) {
        return to == from || to == from + 1 && bytes[from] == '\r';
    }

    /** Returns the line without its end, in an array of its own. */
    Slice take() {
        int length = lineEnd - start;
        Slice line;
        if (own && start == 0 && end == seen) {
            line = new Slice(bytes, 0, length);
            forget();
        } else {
            line = Slice.of(Arrays.copyOfRange(bytes, start, lineEnd));
            start = seen;
        }
        lineEnd = -1;
        return line;
    }

    /** Keeps what is left on its own, so that the array of the last {@link #add} may be used anew. */
    void keep() {
        if (start == end) {
            forget();
        } else if (!own) {
            bytes = Arrays.copyOfRange(bytes, start, end);
            own = true;
            seen -= start;
            lineEnd = lineEnd < 0 ? -1 : lineEnd - start;
            end -= start;
            start = 0;
        }
    }

    private void forget() {
        bytes = NOTHING;
        own = true;
        start = 0;
        end = 0;
        seen = 0;
    }

    /** Tells whether a line has begun and not ended. */
    boolean isWithin() {
        return start != end || skipping;
    }
}
