package dev.backplane.shell.internal;

import dev.backplane.spi.tool.ToolActivity;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What was seen of a tool, as text. */
final class ToolText {

    /** What is said of a tool that runs where it says, or, while it does not say, where all begin. */
    private static final Set<String> USUAL = Set.of("declared", "measured");

    /** The cells of a tool of which nothing is known. */
    static final String[] UNSEEN = {"-", "-", "-", "-", "-"};

    private ToolText() {}

    /** Returns state, place, calls, failures and the time of the slower calls. */
    static String[] cells(ToolActivity tool) {
        return new String[] {
            state(tool),
            runs(tool),
            String.valueOf(tool.calls()),
            String.valueOf(tool.failures()),
            time(tool.p99Nanos())
        };
    }

    static String state(ToolActivity tool) {
        String name = tool.state().name().toLowerCase(Locale.ROOT);
        long rests = tool.restsMillis();
        return rests > 0 ? name + " " + time(rests * 1_000_000) : name;
    }

    /** Returns where it runs, and why, unless that is nothing special. */
    static String runs(ToolActivity tool) {
        String where = tool.onIoThread() ? "I/O" : "workers";
        String why = tool.placement();
        return USUAL.contains(why) ? where : where + ": " + why;
    }

    /** Returns a time with two digits or more; none for 0. */
    static String time(long nanos) {
        if (nanos <= 0) {
            return "-";
        }
        if (nanos < 10_000_000) {
            return nanos / 1_000 + " µs";
        }
        return nanos < 10_000_000_000L ? nanos / 1_000_000 + " ms" : nanos / 1_000_000_000 + " s";
    }

    static Map<String, Object> json(ToolActivity tool) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("state", tool.state().name().toLowerCase(Locale.ROOT));
        values.put("restsMillis", tool.restsMillis());
        values.put("runs", tool.onIoThread() ? "io" : "workers");
        values.put("why", tool.placement());
        values.put("calls", tool.calls());
        values.put("failures", tool.failures());
        values.put("p99Micros", tool.p99Nanos() / 1_000);
        values.put("heldUpMicros", tool.heldUpNanos() / 1_000);
        return values;
    }
}
