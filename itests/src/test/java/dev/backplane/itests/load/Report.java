package dev.backplane.itests.load;

import dev.backplane.itests.load.Operation.What;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The figures of a history: how many calls there were, and how long they took at the client. Immutable. */
public final class Report {
    /** What is no single call: it waits for something that happens later, or is several. */
    private static final Set<What> WAITS = EnumSet.of(What.EVENT, What.COUNT);

    private final int operations;
    private final double seconds;
    private final long[] sorted;
    private final String slowest;
    private final Map<What, Long> counts;

    private Report(History history) {
        operations = (int) history.operations().count();
        counts = history.operations()
                .collect(
                        Collectors.groupingBy(Operation::what, () -> new EnumMap<>(What.class), Collectors.counting()));
        Operation longest = history.operations()
                .filter(each -> !WAITS.contains(each.what()))
                .max((first, second) -> Long.compare(first.nanos(), second.nanos()))
                .orElseThrow();
        slowest = longest.what() + " " + longest.argument();
        sorted = history.operations()
                .filter(each -> !WAITS.contains(each.what()))
                .mapToLong(Operation::nanos)
                .sorted()
                .toArray();
        long first = history.operations().mapToLong(Operation::start).min().orElseThrow();
        long last = history.operations().mapToLong(Operation::end).max().orElseThrow();
        seconds = (last - first) / 1e9;
    }

    /** Reckons the figures of a history that is not empty. */
    public static Report of(History history) {
        return new Report(history);
    }

    /** The longest time that any single call took, in milliseconds. */
    public double longestMillis() {
        return sorted[sorted.length - 1] / 1e6;
    }

    /** The time that so much of all calls took at most, in milliseconds. */
    public double millis(double quantile) {
        int at = (int) Math.ceil(quantile * sorted.length) - 1;
        return sorted[Math.max(0, at)] / 1e6;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d operations in %.1f s by %s%n"
                        + "  a call: median %.2f ms, p99 %.2f ms, p99.9 %.2f ms, longest %.1f ms (%s)",
                operations,
                seconds,
                Arrays.toString(counts.entrySet().toArray()),
                millis(0.5),
                millis(0.99),
                millis(0.999),
                longestMillis(),
                slowest);
    }
}
