package dev.backplane.engine.internal.schema;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression of a schema (ECMA-262, Unicode mode), searched for unanchored. Thread-safe.
 *
 * <p>The Java engine backtracks, so a search is given {@value #STEPS} steps and {@value #STEPS_PER_CHAR} more for each
 * character; one that needs more counts as no match. That bounds what a hostile string can make of a careless
 * pattern: milliseconds, or a second for a million characters. Java recurses too: what overflows its stack, as a repeated
 * group does over some ten thousand characters, counts as no match either.
 */
final class EcmaPattern {
    private static final int STEPS = 100_000;
    private static final int STEPS_PER_CHAR = 10;

    /** What ECMA-262 calls white space and line ends; Java's {@code \s} is ASCII alone. */
    private static final String SPACE =
            "\\t-\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff";

    private final Pattern pattern;

    /** @throws IllegalArgumentException if it is no regular expression that Java has an equal of */
    EcmaPattern(String source) {
        try {
            pattern = Pattern.compile(new Translation(source).run());
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "no regular expression: " + e.getDescription() + ": " + JsonValues.shorten(source), e);
        } catch (StackOverflowError e) {
            throw new IllegalArgumentException("regular expression nested too deep", e);
        }
    }

    boolean find(String text) {
        try {
            return pattern.matcher(new Metered(text, STEPS + (long) STEPS_PER_CHAR * text.length()))
                    .find();
        } catch (Exhausted | StackOverflowError e) {
            return false;
        }
    }

    /** Counts the characters that the matcher looks at: its steps, near enough. */
    private static final class Metered implements CharSequence {
        private final String text;
        private long steps;

        Metered(String text, long steps) {
            this.text = text;
            this.steps = steps;
        }

        @Override
        public char charAt(int index) {
            if (--steps < 0) {
                throw Exhausted.INSTANCE;
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static final class Exhausted extends RuntimeException {
        private static final long serialVersionUID = 1L;
        static final Exhausted INSTANCE = new Exhausted();

        private Exhausted() {
            super("step limit", null, false, false);
        }
    }

    /** Rewrites what the two dialects write alike and mean differently. */
    private static final class Translation {
        private final String source;
        private final StringBuilder out = new StringBuilder();
        private int at;
        private boolean inClass;

        Translation(String source) {
            this.source = source;
        }

        String run() {
            while (at < source.length()) {
                char c = source.charAt(at++);
                if (c == '\\') {
                    escape();
                } else if (inClass) {
                    inClass(c);
                } else {
                    outside(c);
                }
            }
            return out.toString();
        }

        private void outside(char c) {
            switch (c) {
                case '[' -> open();
                case '$' -> out.append("(?![\\s\\S])");
                case '.' -> out.append("[^\\n\\r\\u2028\\u2029]");
                default -> out.append(c);
            }
        }

        private void open() {
            if (source.startsWith("^]", at)) {
                out.append("[\\s\\S]");
                at += 2;
            } else if (source.startsWith("]", at)) {
                out.append("(?!)");
                at++;
            } else {
                inClass = true;
                out.append('[');
                if (source.startsWith("^", at)) {
                    out.append('^');
                    at++;
                }
            }
        }

        private void inClass(char c) {
            switch (c) {
                case ']' -> {
                    inClass = false;
                    out.append(c);
                }
                case '[', '&', '^' -> out.append('\\').append(c);
                default -> out.append(c);
            }
        }

        private void escape() {
            if (at == source.length()) {
                out.append('\\');
                return;
            }
            char c = source.charAt(at++);
            switch (c) {
                case 's' -> out.append(inClass ? SPACE : "[" + SPACE + "]");
                case 'S' -> out.append("[^").append(SPACE).append(']');
                case 'v' -> out.append("\\x0B");
                case '0' -> out.append("\\x00");
                case 'b' -> out.append(inClass ? "\\x08" : "\\b");
                case 'u' -> unicode();
                case 'p', 'P' -> property(c);
                case 'A', 'Z', 'z', 'G', 'Q', 'E', 'R', 'X', 'h', 'H', 'V', 'N', 'a', 'e' ->
                    throw new PatternSyntaxException("unknown escape \\" + c, source, at);
                default -> out.append('\\').append(c);
            }
        }

        private void unicode() {
            int end = source.startsWith("{", at) ? source.indexOf('}', at) : -1;
            if (end < 0) {
                out.append("\\u");
            } else {
                out.append("\\x").append(source, at, end + 1);
                at = end + 1;
            }
        }

        /** General categories and scripts are written alike but for their long names. */
        private void property(char c) {
            int end = source.startsWith("{", at) ? source.indexOf('}', at) : -1;
            if (end < 0) {
                throw new PatternSyntaxException("\\" + c + " without {…}", source, at);
            }
            String name = source.substring(at + 1, end);
            at = end + 1;
            String java = switch (name) {
                case "Letter" -> "L";
                case "Lowercase_Letter" -> "Ll";
                case "Uppercase_Letter" -> "Lu";
                case "Mark" -> "M";
                case "Number" -> "N";
                case "Decimal_Number", "digit" -> "Nd";
                case "Punctuation", "punct" -> "P";
                case "Symbol" -> "S";
                case "Separator" -> "Z";
                case "Alphabetic", "Lowercase", "Uppercase", "White_Space", "Ideographic" -> "Is" + name;
                default -> longName(name);
            };
            out.append('\\').append(c).append('{').append(java).append('}');
        }

        private static String longName(String name) {
            if (name.startsWith("General_Category=") || name.startsWith("gc=")) {
                return name.substring(name.indexOf('=') + 1);
            }
            if (name.startsWith("Script=") || name.startsWith("sc=")) {
                return "script=" + name.substring(name.indexOf('=') + 1);
            }
            return name;
        }
    }
}
