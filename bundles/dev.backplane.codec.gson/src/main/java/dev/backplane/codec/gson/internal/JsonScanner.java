package dev.backplane.codec.gson.internal;

import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.codec.CodecException;
import dev.backplane.spi.codec.Slice;
import java.nio.charset.StandardCharsets;

/**
 * Walks over the bytes of one JSON text and checks them: RFC 8259 grammar, UTF-8 as RFC 3629 has it, surrogate escapes in
 * pairs, nesting, and the size of numbers. It builds nothing: callers note positions and cut slices. Not thread-safe; time
 * is linear, the stack bounded by {@link Codec#MAX_DEPTH}.
 *
 * <p>Positions are indexes into the array; those in error messages count from the start of the slice. Methods whose name
 * begins with {@code skip} expect to stand on the first byte of what they skip and leave the position behind its last.
 */
final class JsonScanner {

    /** Characters of a number. Bounds what BigInteger and BigDecimal can be made to compute. */
    static final int MAX_NUMBER_LENGTH = 1_000;

    /** Magnitude of a number's exponent. */
    static final int MAX_EXPONENT = 100_000;

    private final byte[] bytes;
    private final int start;
    private final int end;
    private int at;

    /** The content of the string that was skipped last, and whether it is more than plain ASCII. */
    private int stringFrom;

    private int stringTo;
    private boolean escaped;
    private boolean multibyte;

    /** Whether the number that was skipped last has neither fraction nor exponent. */
    private boolean integer;

    JsonScanner(Slice json) {
        bytes = json.array();
        start = json.offset();
        end = start + json.length();
        at = start;
    }

    int position() {
        return at;
    }

    Slice sliceFrom(int from) {
        return new Slice(bytes, from, at - from);
    }

    boolean lastNumberIsInteger() {
        return integer;
    }

    /** Skips white space and returns the byte that follows (negative: not ASCII), not consumed. */
    int peek() {
        int i = at;
        while (i < end) {
            byte b = bytes[i];
            if (b > ' ' || (b != ' ' && b != '\n' && b != '\r' && b != '\t')) {
                at = i;
                return b;
            }
            i++;
        }
        at = i;
        throw ended();
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

    /** Checks a text of one value from start to end. */
    void whole() {
        begin();
        skipValue(0);
        finish();
    }

    /** Goes to the first value of the text and returns its first byte. */
    int begin() {
        if (end - start >= 3 && bytes[start] == (byte) 0xEF && bytes[start + 1] == (byte) 0xBB) {
            throw error("byte order mark");
        }
        return peek();
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

    private void skipWord(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (at == end) {
                throw ended();
            }
            if (bytes[at] != word.charAt(i)) {
                throw error("expected a value");
            }
            at++;
        }
    }

    void skipNumber() {
        int from = at;
        integer = true;
        if (bytes[at] == '-') {
            at++;
        }
        if (at < end && bytes[at] == '0') {
            at++;
        } else {
            skipDigits();
        }
        if (at < end && bytes[at] == '.') {
            integer = false;
            at++;
            skipDigits();
        }
        if (at < end && (bytes[at] | 0x20) == 'e') {
            integer = false;
            at++;
            if (at < end && (bytes[at] == '+' || bytes[at] == '-')) {
                at++;
            }
            checkExponent(skipDigits());
        }
        if (at - from > MAX_NUMBER_LENGTH) {
            at = from;
            throw error("number of more than " + MAX_NUMBER_LENGTH + " characters");
        }
    }

    /** Skips at least one digit; returns the position of the first. */
    private int skipDigits() {
        int from = at;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        if (at == from) {
            throw at == end ? ended() : error("expected a digit");
        }
        return from;
    }

    private void checkExponent(int from) {
        int exponent = 0;
        for (int i = from; i < at && exponent <= MAX_EXPONENT; i++) {
            exponent = exponent * 10 + bytes[i] - '0';
        }
        if (exponent > MAX_EXPONENT) {
            at = from;
            throw error("exponent of a number exceeds " + MAX_EXPONENT);
        }
    }

    void skipString() {
        escaped = false;
        multibyte = false;
        stringFrom = at + 1;
        int i = stringFrom;
        while (true) {
            i = Bytes.notPlain(bytes, i, end);
            if (i >= end) {
                at = end;
                throw ended();
            }
            byte b = bytes[i];
            if (b == '"') {
                stringTo = i;
                at = i + 1;
                return;
            }
            at = i;
            if (b == '\\') {
                escaped = true;
                skipEscape();
            } else if (b < 0) {
                multibyte = true;
                skipMultibyte();
            } else {
                throw error("control character in a string");
            }
            i = at;
        }
    }

    private void skipEscape() {
        int from = at;
        at++;
        if (at == end) {
            throw ended();
        }
        switch (bytes[at++]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {}
            case 'u' -> {
                char unit = (char) hex4();
                if (Character.isLowSurrogate(unit)) {
                    at = from;
                    throw error("lone surrogate escape");
                }
                if (Character.isHighSurrogate(unit)) {
                    boolean paired = end - at >= 2 && bytes[at] == '\\' && bytes[at + 1] == 'u';
                    if (paired) {
                        at += 2;
                        paired = Character.isLowSurrogate((char) hex4());
                    }
                    if (!paired) {
                        at = from;
                        throw error("lone surrogate escape");
                    }
                }
            }
            default -> {
                at = from;
                throw error("unknown escape");
            }
        }
    }

    private int hex4() {
        int unit = 0;
        for (int i = 0; i < 4; i++, at++) {
            if (at == end) {
                throw ended();
            }
            int digit = Character.digit(bytes[at], 16);
            if (digit < 0) {
                throw error("expected a hexadecimal digit");
            }
            unit = unit << 4 | digit;
        }
        return unit;
    }

    /** Skips one character of more than one byte: the well-formed sequences of table 3-7 of the Unicode standard. */
    private void skipMultibyte() {
        int lead = bytes[at] & 0xFF;
        int low = 0x80;
        int high = 0xBF;
        int more;
        if (lead >= 0xC2 && lead <= 0xDF) {
            more = 1;
        } else if (lead >= 0xE0 && lead <= 0xEF) {
            more = 2;
            if (lead == 0xE0) {
                low = 0xA0; // below: overlong
            } else if (lead == 0xED) {
                high = 0x9F; // above: surrogates
            }
        } else if (lead >= 0xF0 && lead <= 0xF4) {
            more = 3;
            if (lead == 0xF0) {
                low = 0x90; // below: overlong
            } else if (lead == 0xF4) {
                high = 0x8F; // above: beyond U+10FFFF
            }
        } else {
            throw error("invalid UTF-8");
        }
        int i = at + 1;
        for (; more > 0; more--, i++) {
            int b = i < end ? bytes[i] & 0xFF : 0;
            if (b < low || b > high) {
                throw error("invalid UTF-8");
            }
            low = 0x80;
            high = 0xBF;
        }
        at = i;
    }

    /** Returns the content of the string that was skipped last. */
    String text() {
        return Names.text(bytes, stringFrom, stringTo, escaped, multibyte);
    }

    CodecException duplicate() {
        at = stringFrom - 1;
        return error("duplicate member name");
    }

    /** Tells whether a text is a JSON number within the bounds. */
    static boolean isNumber(String text) {
        JsonScanner in = new JsonScanner(Slice.of(text.getBytes(StandardCharsets.UTF_8)));
        if (in.at == in.end) {
            return false;
        }
        try {
            in.skipNumber();
            return in.at == in.end;
        } catch (CodecException e) {
            return false;
        }
    }

    private CodecException ended() {
        return new CodecException("the text ends early, at byte " + (at - start));
    }

    CodecException error(String problem) {
        return new CodecException(problem + " at byte " + (at - start));
    }
}
