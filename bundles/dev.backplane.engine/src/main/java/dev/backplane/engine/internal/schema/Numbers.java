package dev.backplane.engine.internal.schema;

import java.math.BigDecimal;
import java.math.BigInteger;

/** JSON numbers of any Java class, compared by their mathematical value; linear in their digits, not their exponent. */
final class Numbers {

    private Numbers() {}

    static boolean isIntegral(Number number) {
        if (number instanceof Long || number instanceof Integer) {
            return true;
        }
        if (number instanceof Double || number instanceof Float) {
            double value = number.doubleValue();
            return value == Math.rint(value) && !Double.isInfinite(value);
        }
        BigDecimal decimal = decimal(number);
        return decimal.scale() <= 0 || decimal.stripTrailingZeros().scale() <= 0;
    }

    /** Returns the number that the shortest decimal text of a double says, not the binary fraction behind it. */
    static BigDecimal decimal(Number number) {
        if (number instanceof BigDecimal decimal) {
            return decimal;
        }
        if (number instanceof Long || number instanceof Integer || number instanceof Short || number instanceof Byte) {
            return BigDecimal.valueOf(number.longValue());
        }
        if (number instanceof BigInteger integer) {
            return new BigDecimal(integer);
        }
        return new BigDecimal(number.toString());
    }

    /** Returns text that equal numbers share. */
    static String canonical(Number number) {
        if (number instanceof Long || number instanceof Integer) {
            // As BigDecimal writes it: 100 is 1E+2 there.
            long value = number.longValue();
            if (value % 10 != 0 || value == 0) {
                return Long.toString(value);
            }
        }
        BigDecimal decimal = decimal(number);
        try {
            return decimal.stripTrailingZeros().toString();
        } catch (ArithmeticException e) {
            // the exponent is at its bound already, and whatever equals it stands so too
            return decimal.toString();
        }
    }

    /** Tells whether number = k · divisor for a whole k; divisor > 0. */
    static boolean isMultiple(Number number, BigDecimal divisor) {
        BigDecimal value = decimal(number);
        if (value.signum() == 0) {
            return true;
        }
        // value / divisor = u · 10^shift / m for whole u and m
        BigInteger u = value.unscaledValue();
        BigInteger m = divisor.unscaledValue();
        long shift = (long) divisor.scale() - value.scale();
        if (shift >= 0) {
            BigInteger power = BigInteger.TEN.modPow(BigInteger.valueOf(shift), m);
            return u.mod(m).multiply(power).mod(m).signum() == 0;
        }
        // u must hold the factor 10^-shift, so have more digits than that
        return -shift < value.precision()
                && u.mod(m.multiply(BigInteger.TEN.pow((int) -shift))).signum() == 0;
    }
}
