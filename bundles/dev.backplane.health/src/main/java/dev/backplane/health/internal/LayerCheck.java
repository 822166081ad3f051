package dev.backplane.health.internal;

import dev.backplane.spi.check.Action;
import dev.backplane.spi.check.CheckResult;
import dev.backplane.spi.check.Checklist;
import dev.backplane.spi.check.Layer;
import dev.backplane.spi.check.Measurement;
import java.util.Locale;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;

/**
 * One layer of the checklist, as it was at the last round: nothing is measured for it. A bottleneck is critical, and so is what was not
 * measured. Thread-safe.
 */
record LayerCheck(Checklist checklist, Layer layer) implements HealthCheck {

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        int checks = 0;
        for (CheckResult result : checklist.report().results()) {
            if (result.layer() == layer) {
                checks++;
                tell(log, result);
            }
        }
        if (checks == 0) {
            log.critical("nothing measures it");
        }
        return new Result(log);
    }

    private static void tell(FormattingResultLog log, CheckResult result) {
        String text = text(result);
        switch (result.verdict()) {
            case OPTIMAL -> log.info("{}", text);
            case MODERATE -> log.warn("{}", text);
            case BOTTLENECK -> log.critical("{}", text);
        }
    }

    private static String text(CheckResult result) {
        Measurement measurement = result.measurement();
        if (measurement == null) {
            return result.title() + ": " + result.problem();
        }
        String figure = String.format(
                Locale.ROOT,
                "%s: %.4g %s (%s)",
                result.title(),
                measurement.figure(),
                measurement.unit(),
                measurement.threshold());
        Action action = measurement.action();
        return action == null ? figure : figure + "; to do: " + action.text();
    }
}
