package dev.backplane.codec.gson.internal;

import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.codec.Slice;

/**
 * Walks over the bytes of one JSON text and checks them: RFC 8259 grammar, nesting, and through {@link TokenScanner} what
 * is within strings and numbers. It builds nothing: callers note positions and cut slices. Not thread-safe; time is
 * linear, the stack bounded by {@link Codec#MAX_DEPTH}.
 */
final class JsonScanner extends TokenScanner {

    JsonScanner(Slice json) {
        super(json);
    }

    /** Goes to the first value of the text and returns its first byte. */
    int begin() {
        if (end - start >= 3 && bytes[start] == (byte) 0xEF && bytes[start + 1] == (byte) 0xBB) {
            throw error("byte order mark");
        }
        return peek();
    }

    /** Expects nothing but white space up to the end. */
    void finish() {
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
    boolean enter(int depth) {
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
    boolean next(char close) {
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
    void skipName() {
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
    void skipValue(int depth) {
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
