package dev.backplane.codec.jackson.internal;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;

/** Bounds of numbers, and which Java number a literal becomes. Stateless, thread-safe. */
final class Numbers {

    /** Digits of a number before its exponent: what BigInteger and BigDecimal can be made to compute with. */
    private static final int MAX_DIGITS = 1_000;

    /**
     * Magnitude of a number's scale, which is its exponent less the digits of its fraction. Bounding this, and not the
     * exponent as written, means that a BigDecimal within the bounds can be written within the bounds.
     */
    private static final int MAX_SCALE = 100_000;

    /** Characters of a number; more than the digits can only be zeros in the exponent. */
    private static final int MAX_LENGTH = 1_010;

    /** What is wrong with a number that is not within them. */
    static final String BOUNDS = "number of more than " + MAX_DIGITS + " digits or a scale over " + MAX_SCALE;

    /** Characters of a whole number that a long always holds. */
    static final int LONG_DIGITS = 18;

    /** Decimal digits that a double always gives back. */
    private static final int SAFE_DIGITS = 15;

    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    private Numbers() {}

    /** Tells whether a text is a JSON number within the bounds. */
    static boolean isNumber(String text) {
        return text.length() <= MAX_LENGTH
                && NUMBER.matcher(text).matches()
                && withinBounds(text.toCharArray(), 0, text.length());
    }

    /** Tells whether a number, which is one, is within the bounds. */
    static boolean withinBounds(char[] chars, int offset, int length) {
        int end = offset + length;
        int i = offset;
        int digits = 0;
        int fraction = -1;
        while (i < end && (chars[i] | 0x20) != 'e') {
            char c = chars[i++];
            if (c == '.') {
                fraction = 0;
            } else if (c != '-') {
                digits++;
                fraction += fraction < 0 ? 0 : 1;
            }
        }
        long scale = i == end ? 0 : exponent(chars, i + 1, end);
        return length <= MAX_LENGTH && digits <= MAX_DIGITS && Math.abs(scale - Math.max(fraction, 0)) <= MAX_SCALE;
    }

    /** Returns the exponent, or one that is over the bound as well. */
    private static long exponent(char[] chars, int from, int to) {
        boolean negative = chars[from] == '-';
        long exponent = 0;
        for (int i = negative || chars[from] == '+' ? from + 1 : from; i < to && exponent <= 10L * MAX_SCALE; i++) {
            exponent = exponent * 10 + chars[i] - '0';
        }
        return negative ? -exponent : exponent;
    }

    /** Returns a Long, or where it does not fit, a BigInteger. */
    static Number whole(String literal) {
        return literal.length() <= LONG_DIGITS ? (Number) Long.valueOf(literal) : fitted(new BigInteger(literal));
    }

    /** Returns the smallest type that keeps every digit: Double or BigDecimal, or BigInteger without a scale. */
    static Number fraction(String literal) {
        double nearest = Double.parseDouble(literal);
        if (literal.length() <= SAFE_DIGITS && literal.indexOf('e') < 0 && literal.indexOf('E') < 0) {
            return nearest;
        }
        BigDecimal exact = new BigDecimal(literal);
        if (Double.isFinite(nearest) && BigDecimal.valueOf(nearest).compareTo(exact) == 0) {
            return nearest;
        }
        // without a scale it would be written, and read the next time, as a whole number
        return exact.scale() == 0 ? fitted(exact.unscaledValue()) : exact;
    }

    private static Number fitted(BigInteger exact) {
        return exact.bitLength() < Long.SIZE ? (Number) exact.longValue() : exact;
    }
}
