package dev.backplane.codec.gson.internal;

/** Checks UTF-8: the well-formed sequences of the Unicode standard, table 3-7. Stateless, thread-safe. */
final class Utf8 {

    private Utf8() {}

    /**
     * Skips characters of more than one byte.
     *
     * @return where the next ASCII character is, or {@code to}; the complement of the position of a malformed one
     */
    static int skip(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && bytes[i] < 0) {
            int lead = bytes[i] & 0xFF;
            int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
            if (lead < 0xC2 || lead > 0xF4 || length > to - i) {
                return ~i;
            }
            int second = bytes[i + 1] & 0xFF;
            boolean wellFormed = second >= lowest(lead) && second <= highest(lead);
            for (int k = 2; k < length; k++) {
                wellFormed &= (bytes[i + k] & 0xC0) == 0x80;
            }
            if (!wellFormed) {
                return ~i;
            }
            i += length;
        }
        return i;
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
