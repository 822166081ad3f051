package dev.backplane.spi.check;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a check has measured. Immutable.
 *
 * @param figure finite
 * @param unit of the figure, such as {@code ms}, {@code entries}
 * @param threshold what the figure is held against, for people: {@code under 2 a decade of entries}
 * @param detail what else is to be known, for people; may be empty
 * @param action what to do about it; null: nothing
 */
public record Measurement(
        double figure,
        String unit,
        String threshold,
        Verdict verdict,
        String detail,
        @Nullable Action action) {

    public Measurement {
        if (!Double.isFinite(figure)) {
            throw new IllegalArgumentException("the figure is " + figure + ", must be finite");
        }
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(threshold, "threshold");
        Objects.requireNonNull(verdict, "verdict");
        Objects.requireNonNull(detail, "detail");
    }

    /** Returns a measurement without detail and action. */
    public static Measurement of(double figure, String unit, String threshold, Verdict verdict) {
        return new Measurement(figure, unit, threshold, verdict, "", null);
    }

    /** Returns the same with other words about it. */
    public Measurement saying(String other) {
        return new Measurement(figure, unit, threshold, verdict, other, action);
    }

    /** Returns the same with an action, unless all is well. */
    public Measurement remedy(@Nullable Action remedy) {
        return verdict == Verdict.OPTIMAL ? this : new Measurement(figure, unit, threshold, verdict, detail, remedy);
    }
}
