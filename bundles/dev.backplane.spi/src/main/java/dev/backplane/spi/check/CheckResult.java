package dev.backplane.spi.check;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What came of a check. Immutable.
 *
 * @param measurement null: it could not be measured
 * @param problem why it could not; null: it could
 * @param takenMillis when, in milliseconds since the epoch; 0: never
 * @param tookNanos how long it took
 */
public record CheckResult(
        String id,
        Layer layer,
        String title,
        @Nullable Measurement measurement,
        @Nullable String problem,
        long takenMillis,
        long tookNanos) {

    /** What is said of a check that nobody offers, or that was not run yet. */
    public static final String NOT_MEASURED = "not measured";

    public CheckResult {
        Objects.requireNonNull(layer, "layer");
        if ((measurement == null) == (problem == null)) {
            throw new IllegalArgumentException(id + " has a measurement or a problem, and not both");
        }
    }

    /** Returns the result of a check that nobody offers, or that was not run yet. */
    public static CheckResult notMeasured(String id, Layer layer, String title) {
        return new CheckResult(id, layer, title, null, NOT_MEASURED, 0, 0);
    }

    /** Returns the verdict; what was not measured is {@link Verdict#BOTTLENECK}. */
    public Verdict verdict() {
        return measurement == null ? Verdict.BOTTLENECK : measurement.verdict();
    }

    /** Returns what to do about it, or null. */
    public @Nullable Action action() {
        return measurement == null ? null : measurement.action();
    }

    /** Returns how soon something is to be done; null: nothing is. */
    public @Nullable Urgency urgency() {
        return Urgency.of(this);
    }
}
