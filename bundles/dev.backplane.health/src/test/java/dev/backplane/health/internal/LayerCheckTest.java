package dev.backplane.health.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.spi.check.Action;
import dev.backplane.spi.check.CheckResult;
import dev.backplane.spi.check.Checklist;
import dev.backplane.spi.check.Layer;
import dev.backplane.spi.check.Measurement;
import dev.backplane.spi.check.Report;
import dev.backplane.spi.check.Verdict;
import java.util.List;
import java.util.Map;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How a layer looks as a health check. */
class LayerCheckTest {

    private static CheckResult measured(Layer layer, String id, Verdict verdict) {
        Measurement measurement =
                Measurement.of(12.5, "ms", "under 10", verdict).remedy(Action.command("mcp:do " + id));
        return new CheckResult(id, layer, "Row " + id, measurement, null, 1, 1);
    }

    private static Result execute(Layer layer, CheckResult... results) {
        Report report = new Report(List.of(results), Map.of(), 1);
        Checklist checklist = new Checklist() {
            @Override
            public Report report() {
                return report;
            }

            @Override
            public Report measure(@Nullable String of) {
                throw new AssertionError("nothing is to be measured for it");
            }
        };
        return new LayerCheck(checklist, layer).execute();
    }

    @Test
    void status_isThatOfTheWorstCheck_ofTheLayerAlone() {
        CheckResult good = measured(Layer.REGISTRY, "a", Verdict.OPTIMAL);
        CheckResult moderate = measured(Layer.REGISTRY, "b", Verdict.MODERATE);
        CheckResult bad = measured(Layer.REGISTRY, "c", Verdict.BOTTLENECK);
        CheckResult other = measured(Layer.CACHE, "d", Verdict.BOTTLENECK);
        assertThat(execute(Layer.REGISTRY, good, other).getStatus()).isEqualTo(Result.Status.OK);
        assertThat(execute(Layer.REGISTRY, good, moderate).getStatus()).isEqualTo(Result.Status.WARN);
        assertThat(execute(Layer.REGISTRY, good, moderate, bad).getStatus()).isEqualTo(Result.Status.CRITICAL);
    }

    @Test
    void whatIsNotMeasured_isCritical() {
        CheckResult none = CheckResult.notMeasured("a", Layer.JSON, "Row a");
        assertThat(execute(Layer.JSON, none).getStatus()).isEqualTo(Result.Status.CRITICAL);
        assertThat(execute(Layer.JSON).getStatus()).isEqualTo(Result.Status.CRITICAL);
    }

    @Test
    void message_tellsFigureThresholdAndAction() {
        assertThat(execute(Layer.CACHE, measured(Layer.CACHE, "x", Verdict.MODERATE)))
                .singleElement()
                .satisfies(entry ->
                        assertThat(entry.getMessage()).isEqualTo("Row x: 12.50 ms (under 10); to do: mcp:do x"));
    }

    @Test
    void tags_areTheProductAndTheLayer() {
        assertThat((String[]) LayerChecks.properties(Layer.MEMORY).get(HealthCheck.TAGS))
                .containsExactly("backplane", "memory");
    }
}
