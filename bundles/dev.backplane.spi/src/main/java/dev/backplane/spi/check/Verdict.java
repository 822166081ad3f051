package dev.backplane.spi.check;

/** What a measured figure says of the platform. */
public enum Verdict {
    /** As it should be. */
    OPTIMAL("✓", 1),
    /** It works, and will be the bottleneck as load grows. */
    MODERATE("⚠", 0.5),
    /** A bottleneck, or not known to be none. */
    BOTTLENECK("✗", 0);

    private final String sign;
    private final double weight;

    Verdict(String sign, double weight) {
        this.sign = sign;
        this.weight = weight;
    }

    /** Returns it as one character. */
    public String sign() {
        return sign;
    }

    /** Returns what it counts for in a score, 0 to 1. */
    public double weight() {
        return weight;
    }

    /**
     * Judges a figure of which less is better.
     *
     * @param moderate from which on it is {@link #MODERATE}
     * @param bottleneck from which on it is {@link #BOTTLENECK}
     */
    public static Verdict below(double figure, double moderate, double bottleneck) {
        if (figure < moderate) {
            return OPTIMAL;
        }
        return figure < bottleneck ? MODERATE : BOTTLENECK;
    }
}
