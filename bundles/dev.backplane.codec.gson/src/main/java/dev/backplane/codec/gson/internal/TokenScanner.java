package dev.backplane.codec.gson.internal;

import dev.backplane.spi.codec.CodecException;
import dev.backplane.spi.codec.Slice;
import java.nio.charset.StandardCharsets;

/**
 * A position in the bytes of one JSON text, and how it moves over white space, strings, numbers and words while it checks
 * them: their grammar, UTF-8 where it is to be validated, surrogate escapes in pairs, and the size of numbers. Not
 * thread-safe.
 *
 * <p>Positions are indexes into the array; those in error messages count from the start of the slice. Methods whose name
 * begins with {@code skip} expect to stand on the first byte of what they skip and leave the position behind its last.
 */
class TokenScanner {

    /** Digits of a number before its exponent: what BigInteger and BigDecimal can be made to compute with. */
    static final int MAX_DIGITS = 1_000;

    /**
     * Magnitude of a number's scale, which is its exponent less the digits of its fraction. Bounding this, and not the
     * exponent as written, means that a BigDecimal within the bounds can be written within the bounds.
     */
    static final int MAX_SCALE = 100_000;

    /** Characters of a number; more than the digits can only be zeros in the exponent. Gson takes up to 1,023. */
    private static final int MAX_LENGTH = 1_010;

    final byte[] bytes;
    final int start;
    final int end;

    /** The position: of the next byte to look at. */
    int at;

    /** Which bytes of multibyte characters are looked at: all, or if UTF-8 is not validated, none. */
    private final long stops;

    /** The content of the string that was skipped last, and whether it may be more than plain ASCII. */
    private int stringFrom;

    private int stringTo;
    private boolean escaped;
    private boolean multibyte;

    /** Whether the number that was skipped last has neither fraction nor exponent. */
    private boolean integer;

    /** @param validateUtf8 whether what is not well-formed is an error; otherwise it reads as U+FFFD */
    TokenScanner(Slice json, boolean validateUtf8) {
        stops = validateUtf8 ? Bytes.TOP : 0;
        bytes = json.array();
        start = json.offset();
        end = start + json.length();
        at = start;
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

    void skipWord(String word) {
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
        if (bytes[at] == '-') {
            at++;
        }
        int digits = 1;
        if (at < end && bytes[at] == '0') {
            at++;
        } else {
            digits = skipDigits();
        }
        integer = true;
        int fraction = 0;
        if (at < end && bytes[at] == '.') {
            integer = false;
            at++;
            fraction = skipDigits();
        }
        int exponent = 0;
        if (at < end && (bytes[at] | 0x20) == 'e') {
            integer = false;
            at++;
            exponent = skipExponent();
        }
        if (digits + fraction > MAX_DIGITS || Math.abs(exponent - fraction) > MAX_SCALE || at - from > MAX_LENGTH) {
            at = from;
            throw error("number of more than " + MAX_DIGITS + " digits or a scale over " + MAX_SCALE);
        }
    }

    /** Skips at least one digit; returns how many. */
    private int skipDigits() {
        int from = at;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        if (at == from) {
            throw at == end ? ended() : error("expected a digit");
        }
        return at - from;
    }

    /** Skips sign and digits; returns the exponent, or one that is over the bound as well. */
    private int skipExponent() {
        boolean negative = at < end && bytes[at] == '-';
        if (negative || (at < end && bytes[at] == '+')) {
            at++;
        }
        int from = at;
        skipDigits();
        int exponent = 0;
        for (int i = from; i < at && exponent <= 10 * MAX_SCALE; i++) {
            exponent = exponent * 10 + bytes[i] - '0';
        }
        return negative ? -exponent : exponent;
    }

    void skipString() {
        escaped = false;
        multibyte = stops == 0;
        stringFrom = at + 1;
        int i = stringFrom;
        while (true) {
            i = Bytes.notPlain(bytes, i, end, stops);
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

    private void skipMultibyte() {
        int next = Utf8.skip(bytes, at, end);
        if (next < 0) {
            at = ~next;
            throw error("invalid UTF-8");
        }
        at = next;
    }

    /** Returns the content of the string that was skipped last. */
    String lastText() {
        return Names.text(bytes, stringFrom, stringTo, escaped, multibyte);
    }

    /** Returns an error at the string that was skipped last. */
    public final CodecException duplicate() {
        at = stringFrom - 1;
        return error("duplicate member name");
    }

    /** Tells whether a text is a JSON number within the bounds. */
    static boolean isNumber(String text) {
        TokenScanner in = new TokenScanner(Slice.of(text.getBytes(StandardCharsets.UTF_8)), true);
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

    CodecException ended() {
        return new CodecException("the text ends early, at byte " + (at - start));
    }

    CodecException error(String problem) {
        return new CodecException(problem + " at byte " + (at - start));
    }
}
