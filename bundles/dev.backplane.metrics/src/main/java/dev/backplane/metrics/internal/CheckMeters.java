package dev.backplane.metrics.internal;

import dev.backplane.spi.check.CheckResult;
import dev.backplane.spi.check.Checklist;
import dev.backplane.spi.check.Measurement;
import dev.backplane.spi.check.Report;

/** What the checklist has come to, as of its last round; nothing is measured for it. */
record CheckMeters(Parts parts) implements Source {

    @Override
    public void read(Figures out) {
        Checklist checklist = parts.checklist;
        if (checklist == null) {
            return;
        }
        Report report = checklist.report();
        out.gauge("mcp_checklist_score", "Score of the platform, 0 to 100", report.score());
        report.categories()
                .forEach(layer -> out.gauge(
                        "mcp_checklist_layer_score",
                        "Score of a layer, 0 to 100",
                        layer.score(),
                        "layer",
                        layer.layer().id()));
        for (CheckResult result : report.results()) {
            String check = result.id();
            String layer = result.layer().id();
            String help = "1: optimal, 0.5: moderate, 0: bottleneck, or not measured";
            out.gauge("mcp_check_verdict", help, result.verdict().weight(), "layer", layer, "check", check);
            Measurement measurement = result.measurement();
            out.gauge(
                    "mcp_check_measured",
                    "1: it has a figure",
                    measurement == null ? 0 : 1,
                    "layer",
                    layer,
                    "check",
                    check);
            if (measurement != null) {
                out.gauge(
                        "mcp_check_figure",
                        "What it has measured",
                        measurement.figure(),
                        "layer",
                        layer,
                        "check",
                        check,
                        "unit",
                        measurement.unit());
                out.gauge(
                        "mcp_check_seconds",
                        "How long it took",
                        result.tookNanos() / 1e9,
                        "layer",
                        layer,
                        "check",
                        check);
            }
        }
    }
}
