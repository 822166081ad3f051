package dev.backplane.shell.internal;

import dev.backplane.spi.slot.Swap;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a swap did, for people and as JSON. */
final class SwapText {

    private SwapText() {}

    /** Returns who took whose place: {@code single to sharded}. */
    static String way(Swap swap) {
        return (swap.from() == null ? "nothing" : swap.from()) + " to " + (swap.to() == null ? "nothing" : swap.to());
    }

    /** Returns the figures in one line. */
    static String figures(Swap swap) {
        if (swap.problem() != null) {
            return "refused after " + millis(swap.tookNanos()) + ": " + swap.problem();
        }
        StringBuilder text = new StringBuilder("took ").append(millis(swap.tookNanos()));
        if (swap.moved() > 0) {
            long second = swap.tookNanos() == 0 ? 0 : (long) (swap.moved() * 1e9 / swap.tookNanos());
            text.append(", ")
                    .append(swap.moved())
                    .append(" moved (")
                    .append(second)
                    .append(" a second)");
        }
        if (swap.again() > 0) {
            text.append(", ").append(swap.again()).append(" of them again");
        }
        text.append(", ").append(swap.callsHeld()).append(swap.callsHeld() == 1 ? " call held" : " calls held");
        if (swap.callsHeld() > 0) {
            text.append(", the longest for ").append(millis(swap.longestPauseNanos()));
        }
        return text.toString();
    }

    static Map<String, Object> json(Swap swap) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("slot", swap.slot());
        if (swap.from() != null) {
            values.put("from", swap.from());
        }
        if (swap.to() != null) {
            values.put("to", swap.to());
        }
        values.put("reason", swap.reason());
        values.put("started", Instant.ofEpochMilli(swap.started()).toString());
        values.put("tookMillis", swap.tookNanos() / 1e6);
        values.put("moved", swap.moved());
        values.put("again", swap.again());
        values.put("callsHeld", swap.callsHeld());
        values.put("longestPauseMillis", swap.longestPauseNanos() / 1e6);
        if (swap.problem() != null) {
            values.put("problem", swap.problem());
        }
        return values;
    }

    /** Returns a duration with as many digits as say something: {@code 0.04 ms}, {@code 12 ms}, {@code 1.5 s}. */
    static String millis(long nanos) {
        double millis = nanos / 1e6;
        if (millis >= 1000) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1000);
        }
        return String.format(Locale.ROOT, millis < 10 ? "%.2f ms" : "%.0f ms", millis);
    }
}
