package dev.backplane.shell.internal;

import dev.backplane.spi.check.Action;
import dev.backplane.spi.check.CheckResult;
import dev.backplane.spi.check.Layer;
import dev.backplane.spi.check.Measurement;
import dev.backplane.spi.check.Report;
import dev.backplane.spi.check.Urgency;
import dev.backplane.spi.check.Verdict;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The report of the checklist, as people read it. */
final class ReportText {

    private ReportText() {}

    /** @param whole whether it is of all layers, and has a summary */
    static void print(Report report, boolean whole, PrintStream out, int width) {
        Layer layer = null;
        Table table = table();
        for (CheckResult result : report.results()) {
            if (layer != null && result.layer() != layer) {
                table.print(out, width);
                out.println();
                table = table();
            }
            if (result.layer() != layer) {
                layer = result.layer();
                out.println(layer.number() + " " + layer.title());
            }
            row(table, result);
        }
        table.print(out, width);
        out.println();
        if (whole) {
            categories(report, out, width);
        }
        priorities(report, out, width);
        steps(report, out);
        long took = report.results().stream().mapToLong(CheckResult::tookNanos).sum();
        long measured = report.results().stream()
                .filter(result -> result.measurement() != null)
                .count();
        out.println(String.format(
                Locale.ROOT,
                "Ran %d checks in %.1f ms; %d not measured",
                measured,
                took / 1e6,
                report.results().size() - measured));
    }

    private static Table table() {
        return new Table("", "CHECK", "FIGURE", "WANTED", "NOTE");
    }

    private static void row(Table table, CheckResult result) {
        Measurement measurement = result.measurement();
        if (measurement == null) {
            table.row(sign(result.verdict()), name(result), null, null, result.problem());
            return;
        }
        table.row(
                sign(result.verdict()),
                name(result),
                figure(measurement),
                measurement.threshold(),
                measurement.detail());
    }

    private static String sign(Verdict verdict) {
        return verdict.sign();
    }

    private static String name(CheckResult result) {
        return result.id().substring(result.id().indexOf('.') + 1);
    }

    /** Returns a figure as people say it. */
    static String figure(Measurement measurement) {
        double figure = measurement.figure();
        String format = figure == Math.rint(figure) ? "%.0f %s" : Math.abs(figure) < 10 ? "%.2f %s" : "%.1f %s";
        return String.format(Locale.ROOT, format, figure, measurement.unit());
    }

    private static void categories(Report report, PrintStream out, int width) {
        Table table = new Table("", "LAYER", "SCORE", "GRADE", "✓", "⚠", "✗");
        for (Report.Category category : report.categories()) {
            table.row(
                    category.layer().number(),
                    category.layer().title(),
                    score(category.score()),
                    category.grade(),
                    category.verdicts().getOrDefault(Verdict.OPTIMAL, 0),
                    category.verdicts().getOrDefault(Verdict.MODERATE, 0),
                    category.verdicts().getOrDefault(Verdict.BOTTLENECK, 0));
        }
        table.row("", "Overall", score(report.score()), report.grade(), "", "", "");
        table.print(out, width);
        out.println();
    }

    private static String score(double score) {
        return String.format(Locale.ROOT, "%.0f", score);
    }

    private static void priorities(Report report, PrintStream out, int width) {
        Map<Urgency, List<CheckResult>> priorities = report.priorities();
        if (priorities.isEmpty()) {
            return;
        }
        Table table = new Table("WHEN", "WHAT");
        priorities.forEach((urgency, rows) ->
                table.row(urgency.text(), rows.stream().map(CheckResult::id).collect(Collectors.joining(", "))));
        table.print(out, width);
        out.println();
    }

    private static void steps(Report report, PrintStream out) {
        List<Action> steps = report.nextSteps();
        if (steps.isEmpty()) {
            return;
        }
        out.println("Next steps");
        for (int i = 0; i < steps.size(); i++) {
            out.println("  " + (i + 1) + ". " + text(steps.get(i)));
        }
        out.println();
    }

    /** Returns what is to be done. */
    static @Nullable String text(@Nullable Action action) {
        if (action == null) {
            return null;
        }
        return Table.clean(
                switch (action.kind()) {
                    case COMMAND, ADVICE -> action.text();
                    case OPTION -> "in EXTRA_JAVA_OPTS, for the next start: " + action.text();
                });
    }
}
