package dev.backplane.spi.check;

import org.jspecify.annotations.Nullable;

/** How soon something is to be done about a result: the rows of the priority matrix. */
public enum Urgency {
    /** A measured bottleneck. */
    IMMEDIATE("immediate"),
    /** It will be one, or the check itself fails. */
    SHORT_TERM("short term"),
    /** Nothing measures it. */
    LONG_TERM("long term");

    private final String text;

    Urgency(String text) {
        this.text = text;
    }

    /** Returns it for people. */
    public String text() {
        return text;
    }

    static @Nullable Urgency of(CheckResult result) {
        return switch (result.verdict()) {
            case OPTIMAL -> null;
            case MODERATE -> SHORT_TERM;
            case BOTTLENECK -> {
                if (result.measurement() != null) {
                    yield IMMEDIATE;
                }
                yield CheckResult.NOT_MEASURED.equals(result.problem()) ? LONG_TERM : SHORT_TERM;
            }
        };
    }
}
