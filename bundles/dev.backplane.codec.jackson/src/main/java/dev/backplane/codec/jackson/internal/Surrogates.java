package dev.backplane.codec.jackson.internal;

/** Replaces surrogates without their pair, for which UTF-8 has no bytes. Stateless, thread-safe. */
final class Surrogates {

    private static final char REPLACEMENT = '\uFFFD';

    private Surrogates() {}

    /** Returns the text with each lone surrogate replaced by U+FFFD; nearly always, the same instance. */
    static String paired(String text) {
        int lone = lone(text, 0);
        if (lone < 0) {
            return text;
        }
        StringBuilder paired = new StringBuilder(text);
        for (; lone >= 0; lone = lone(text, lone + 1)) {
            paired.setCharAt(lone, REPLACEMENT);
        }
        return paired.toString();
    }

    /** Returns the index of the first lone surrogate at or behind an index that is not within a pair; -1: none. */
    private static int lone(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }
}
