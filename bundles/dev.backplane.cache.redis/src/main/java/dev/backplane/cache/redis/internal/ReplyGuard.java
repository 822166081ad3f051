package dev.backplane.cache.redis.internal;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Lets replies of the Redis protocol (RESP 2) through and ends the stream at the first byte that is none, or that announces more
 * than is ever asked for: the client behind it would set aside as much memory, and go as deep, as a reply tells it to. For one
 * reader.
 */
final class ReplyGuard extends FilterInputStream {

    /** Bytes of one value. */
    static final int BULK_MOST = 32 << 20;

    /** Elements of one list. */
    static final int ELEMENTS_MOST = 100_000;

    /** Lists within lists. */
    private static final int DEPTH_MOST = 7;

    private static final int LINE_MOST = 4_096;
    private static final int DIGITS_MOST = 19;

    private enum State {
        TYPE,
        LINE,
        NUMBER,
        CONTENT
    }

    private State state = State.TYPE;
    private byte type;
    private int line;
    private boolean returned;
    private boolean negative;
    private long number;
    private long content;

    /** Elements that are still to come of the lists that have begun, the outermost first. */
    private final int[] open = new int[DEPTH_MOST];

    private int depth;

    ReplyGuard(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        int next = super.read();
        if (next >= 0) {
            pass((byte) next);
        }
        return next;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count = super.read(into, offset, length);
        int end = offset + count;
        for (int i = offset; i < end; ) {
            if (state == State.CONTENT) {
                long skipped = Math.min(content, (long) end - i);
                content -= skipped;
                i += (int) skipped;
                if (content == 0) {
                    complete();
                }
            } else {
                pass(into[i++]);
            }
        }
        return count;
    }

    private void pass(byte next) throws IOException {
        switch (state) {
            case TYPE -> begin(next);
            case LINE -> {
                if (ends(next)) {
                    complete();
                } else if (++line > LINE_MOST) {
                    throw garbage("a line of more than " + LINE_MOST + " bytes");
                }
            }
            case NUMBER -> digit(next);
            case CONTENT -> {
                if (--content == 0) {
                    complete();
                }
            }
        }
    }

    /** Tells whether a line is over. Its end is two bytes, and neither comes alone: the client behind would take it otherwise. */
    private boolean ends(byte next) throws IOException {
        if (returned != (next == '\n')) {
            throw garbage("a line that has byte " + next);
        }
        returned = next == '\r';
        return next == '\n';
    }

    private void begin(byte next) throws IOException {
        type = next;
        line = 0;
        number = 0;
        negative = false;
        state = switch (next) {
            case '+', '-' -> State.LINE;
            case ':', '$', '*' -> State.NUMBER;
            default -> throw garbage("a reply that begins with byte " + next);
        };
    }

    private void digit(byte next) throws IOException {
        if (ends(next)) {
            counted();
            return;
        }
        line++;
        if (returned) {
            return;
        }
        if (next == '-' && line == 1) {
            negative = true;
        } else if (next >= '0' && next <= '9' && line <= DIGITS_MOST) {
            number = number * 10 + next - '0';
        } else {
            throw garbage("a number that has byte " + next);
        }
    }

    private void counted() throws IOException {
        if (type == ':') {
            complete();
            return;
        }
        long most = type == '$' ? BULK_MOST : ELEMENTS_MOST;
        if (number > most || negative && number != 1) {
            throw garbage("a length of " + (negative ? "-" : "") + number + ", must be at most " + most);
        }
        if (negative || type == '*' && number == 0) {
            complete();
        } else if (type == '$') {
            content = number + 2;
            state = State.CONTENT;
        } else if (depth == DEPTH_MOST) {
            throw garbage("more than " + DEPTH_MOST + " lists within each other");
        } else {
            open[depth++] = (int) number;
            state = State.TYPE;
        }
    }

    private void complete() {
        while (depth > 0 && --open[depth - 1] == 0) {
            depth--;
        }
        state = State.TYPE;
    }

    private static IOException garbage(String what) {
        return new IOException("the server answers garbage: " + what);
    }
}
