package dev.backplane.plugin.container.internal.log;

import dev.backplane.plugin.container.internal.ContainerException;
import java.util.regex.Pattern;

/**
 * Bounds what matching a caller's regular expression may cost: java.util.regex backtracks, and some patterns would take
 * years. The bound is 50 million characters looked at, about a second. Confined to one thread.
 */
final class StepLimit {

    static final long MAX_STEPS = 50_000_000;

    private long steps;

    /**
     * Tells whether the text contains a match.
     *
     * @throws ContainerException where that takes too long, counted over all texts, or too deep a recursion
     */
    boolean find(Pattern pattern, String text) {
        try {
            return pattern.matcher(new Counted(text)).find();
        } catch (StackOverflowError tooDeep) {
            throw ContainerException.badArgument("regex", pattern, "simpler: it recurses too deep; avoid (a|b)*");
        }
    }

    /** Counts what the matcher looks at. */
    private final class Counted implements CharSequence {
        private final CharSequence text;

        Counted(CharSequence text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (++steps > MAX_STEPS) {
                throw new ContainerException(
                        "regex must be simpler, or since, level or logger narrower: it took more than " + MAX_STEPS
                                + " steps");
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Counted(text.subSequence(start, end));
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
