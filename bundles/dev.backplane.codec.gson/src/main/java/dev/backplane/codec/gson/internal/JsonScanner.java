package dev.backplane.codec.gson.internal;

import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.codec.JsonCursor;
import dev.backplane.spi.codec.Slice;

/**
 * Walks over the bytes of one JSON text and checks them: RFC 8259 grammar, nesting, and through {@link TokenScanner} what
 * is within strings and numbers. It builds nothing but slices and single texts. Not thread-safe; time is linear, the stack
 * bounded by {@link Codec#MAX_DEPTH}.
 */
final class JsonScanner extends TokenScanner implements JsonCursor {

    /** Of arrays and objects around the position, as a cursor. */
    private int depth;

    JsonScanner(Slice json, boolean validateUtf8) {
        super(json, validateUtf8);
    }

    /** Goes to the first value of the text and returns its first byte. */
    int begin() {
        if (end - start >= 3 && bytes[start] == (byte) 0xEF && bytes[start + 1] == (byte) 0xBB) {
            throw error("byte order mark");
        }
        return peek();
    }

    @Override
    public Kind kind() {
        return switch (bytes[at]) {
            case '{' -> Kind.OBJECT;
            case '[' -> Kind.ARRAY;
            case '"' -> Kind.STRING;
            case 't', 'f' -> Kind.BOOLEAN;
            case 'n' -> Kind.NULL;
            default -> Kind.NUMBER;
        };
    }

    @Override
    public boolean enter() {
        boolean filled = enter(depth);
        depth += filled ? 1 : 0;
        return filled;
    }

    @Override
    public boolean nextMember() {
        boolean another = next('}');
        depth -= another ? 0 : 1;
        return another;
    }

    @Override
    public boolean nextElement() {
        boolean another = next(']');
        depth -= another ? 0 : 1;
        return another;
    }

    @Override
    public String name() {
        skipName();
        return lastText();
    }

    @Override
    public void skip() {
        skipValue(depth);
    }

    @Override
    public Slice cut() {
        int from = at;
        skipValue(depth);
        return sliceFrom(from);
    }

    @Override
    public String text() {
        skipString();
        return lastText();
    }

    @Override
    public boolean integer() {
        return lastNumberIsInteger();
    }

    @Override
    public void finish() {
        while (at < end) {
            byte b = bytes[at];
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                throw error("unexpected byte after the value");
            }
            at++;
        }
    }

    /**
     * Enters the object or array the position is on; returns whether it has an entry, which the position is then on.
     *
     * @param depth of arrays and objects around it
     */
    private boolean enter(int depth) {
        if (depth >= Codec.MAX_DEPTH) {
            throw error("nesting exceeds " + Codec.MAX_DEPTH);
        }
        int close = bytes[at] + 2; // ']' and '}' stand two behind '[' and '{' in ASCII
        at++;
        if (peek() == close) {
            at++;
            return false;
        }
        return true;
    }

    /** Behind an entry: goes to the next one, or out of the array or object that {@code close} ends. */
    private boolean next(char close) {
        int b = peek();
        if (b == ',') {
            at++;
            peek();
            return true;
        }
        if (b == close) {
            at++;
            return false;
        }
        throw error("expected ',' or '" + close + "'");
    }

    /** Skips a member's name and colon; the name is the string skipped last. */
    private void skipName() {
        if (bytes[at] != '"') {
            throw error("expected a member name");
        }
        skipString();
        if (peek() != ':') {
            throw error("expected ':'");
        }
        at++;
        peek();
    }

    /** @param depth of arrays and objects around the value */
    private void skipValue(int depth) {
        switch (bytes[at]) {
            case '"' -> skipString();
            case '{' -> {
                if (enter(depth)) {
                    do {
                        skipName();
                        skipValue(depth + 1);
                    } while (next('}'));
                }
            }
            case '[' -> {
                if (enter(depth)) {
                    do {
                        skipValue(depth + 1);
                    } while (next(']'));
                }
            }
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> skipNumber();
            case 't' -> skipWord("true");
            case 'f' -> skipWord("false");
            case 'n' -> skipWord("null");
            default -> throw error("expected a value");
        }
    }
}
