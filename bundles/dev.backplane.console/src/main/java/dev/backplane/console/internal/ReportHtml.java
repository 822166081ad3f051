package dev.backplane.console.internal;

import dev.backplane.spi.check.Action;
import dev.backplane.spi.check.CheckResult;
import dev.backplane.spi.check.Measurement;
import dev.backplane.spi.check.Report;
import dev.backplane.spi.check.Urgency;
import dev.backplane.spi.check.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A report as a page of HTML, without any script. For one thread. */
final class ReportHtml {

    private final Report report;
    private final StringBuilder html = new StringBuilder(64 * 1024);

    ReportHtml(Report report) {
        this.report = report;
    }

    String page() {
        html.append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Backplane checklist</title>")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
                .append(
                        "<link rel=\"stylesheet\" href=\"/console/console.css\"></head><body><header><h1>Checklist</h1>")
                .append("<p class=\"grade\">Grade <b>")
                .append(report.grade())
                .append("</b>, ")
                .append(number(report.score()))
                .append(
                        " of 100</p><p><a href=\"/console\">Console</a> <a href=\"/checklist.json\">JSON</a></p></header><main>");
        categories();
        priorities();
        checks();
        html.append("<p>Taken ")
                .append(Instant.ofEpochMilli(report.takenMillis()))
                .append("</p></main></body></html>\n");
        return html.toString();
    }

    private void categories() {
        head("categories", "Layers", "Layer", "Score", "Grade", "✓", "⚠", "✗");
        for (Report.Category category : report.categories()) {
            row(
                    category.layer().number() + " " + category.layer().title(),
                    number(category.score()),
                    category.grade(),
                    count(category, Verdict.OPTIMAL),
                    count(category, Verdict.MODERATE),
                    count(category, Verdict.BOTTLENECK));
        }
        end();
    }

    private void priorities() {
        Map<Urgency, List<CheckResult>> priorities = report.priorities();
        head("priorities", "Priorities", "When", "Checks");
        for (Urgency urgency : Urgency.values()) {
            List<CheckResult> rows = priorities.getOrDefault(urgency, List.of());
            row(
                    urgency.text(),
                    rows.isEmpty()
                            ? "nothing"
                            : String.join(
                                    ", ", rows.stream().map(CheckResult::id).toList()));
        }
        end();
        html.append("<section><h2>Next steps</h2>");
        List<Action> steps = report.nextSteps();
        if (steps.isEmpty()) {
            html.append("<p>Nothing is to be done.</p>");
        } else {
            html.append("<ol>");
            steps.forEach(
                    step -> html.append("<li><code>").append(text(step.text())).append("</code></li>"));
            html.append("</ol>");
        }
        html.append("</section>");
    }

    private void checks() {
        head("checks", "Checks", "Verdict", "Check", "Figure", "Held against", "Detail", "Action");
        for (CheckResult result : report.results()) {
            Measurement measurement = result.measurement();
            Action action = result.action();
            row(
                    result.verdict().sign() + " " + result.verdict().name().toLowerCase(Locale.ROOT),
                    result.layer().title() + ": " + result.title(),
                    measurement == null ? "" : number(measurement.figure()) + " " + measurement.unit(),
                    measurement == null ? "" : measurement.threshold(),
                    measurement == null ? String.valueOf(result.problem()) : measurement.detail(),
                    action == null ? "" : action.text());
        }
        end();
    }

    private void head(String id, String title, String... columns) {
        html.append("<section><h2 id=\"").append(id).append("\">").append(title);
        html.append("</h2><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"")
                .append(id)
                .append("\"><table><thead><tr>");
        for (String column : columns) {
            html.append("<th scope=\"col\">").append(column).append("</th>");
        }
        html.append("</tr></thead><tbody>");
    }

    private void row(String... cells) {
        html.append("<tr>");
        for (String cell : cells) {
            html.append("<td>").append(text(cell)).append("</td>");
        }
        html.append("</tr>");
    }

    private void end() {
        html.append("</tbody></table></div></section>");
    }

    private static String count(Report.Category category, Verdict verdict) {
        return category.verdicts().getOrDefault(verdict, 0).toString();
    }

    private static String number(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString((long) number)
                : String.format(Locale.ROOT, "%.2f", number);
    }

    static String text(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
