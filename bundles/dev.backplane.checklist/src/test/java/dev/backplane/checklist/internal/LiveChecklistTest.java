package dev.backplane.checklist.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.spi.check.Check;
import dev.backplane.spi.check.CheckResult;
import dev.backplane.spi.check.Layer;
import dev.backplane.spi.check.Measurement;
import dev.backplane.spi.check.Report;
import dev.backplane.spi.check.Urgency;
import dev.backplane.spi.check.Verdict;
import java.lang.annotation.Annotation;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LiveChecklistTest {

    private static final Measurement GOOD = Measurement.of(1, "ms", "under 2", Verdict.OPTIMAL);

    private final Settings settings = new Settings(config(10_000));
    private final LiveChecklist checklist = new LiveChecklist(settings, Clock.systemUTC());

    @AfterEach
    void close() {
        checklist.deactivate();
    }

    private static ChecklistConfig config(long limitMillis) {
        return new ChecklistConfig() {
            @Override
            public long periodMillis() {
                return 10_000;
            }

            @Override
            public long limitMillis() {
                return limitMillis;
            }

            @Override
            public long windowMillis() {
                return 60_000;
            }

            @Override
            public long sessionIdleMillis() {
                return 30_000;
            }

            @Override
            public String weights() {
                return "registry = 2, cache=0";
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return ChecklistConfig.class;
            }
        };
    }

    private record Given(String id, Layer layer, Callable<Measurement> figure) implements Check {
        @Override
        public String title() {
            return id;
        }

        @Override
        public Measurement measure() throws Exception {
            return figure.call();
        }
    }

    private Given add(String id, int ranking, Callable<Measurement> figure) {
        Given check = new Given(id, Layer.REGISTRY, figure);
        checklist.addCheck(check, Map.of("service.ranking", ranking));
        return check;
    }

    private CheckResult measure(String id) throws InterruptedException {
        return checklist.measure(id).results().get(0);
    }

    @Test
    void report_nothingOffered_hasTheWholeRosterAndNothingIsOptimal() throws Exception {
        Report report = checklist.measure(null);
        assertThat(report.categories()).hasSize(Layer.values().length);
        assertThat(report.results()).allMatch(row -> row.verdict() == Verdict.BOTTLENECK);
        assertThat(report.priorities().keySet()).containsExactly(Urgency.LONG_TERM);
        assertThat(report.score()).isZero();
        assertThat(report.grade()).isEqualTo("F");
    }

    @Test
    void measure_offered_isKeptUntilItGoes() throws Exception {
        Given check = add("registry.races", 0, () -> GOOD);
        assertThat(measure("registry.races").measurement()).isEqualTo(GOOD);
        assertThat(checklist.report().results().stream().filter(row -> row.measurement() != null))
                .hasSize(1);
        assertThat(checklist.report().weights()).containsEntry(Layer.REGISTRY, 2.0);
        checklist.removeCheck(check);
        assertThat(measure("registry.races").problem()).isEqualTo(CheckResult.NOT_MEASURED);
    }

    @Test
    void measure_twoOfOneId_theHigherRankingCounts() throws Exception {
        add("mine.own", 0, () -> GOOD);
        Given better = add("mine.own", 5, () -> Measurement.of(2, "ms", "under 2", Verdict.MODERATE));
        assertThat(measure("mine.own").verdict()).isEqualTo(Verdict.MODERATE);
        checklist.removeCheck(better);
        assertThat(measure("mine.own").verdict()).isEqualTo(Verdict.OPTIMAL);
    }

    @Test
    void measure_throws_isABottleneckAndSaysWhy() throws Exception {
        add("registry.races", 0, () -> {
            throw new StackOverflowError("deep");
        });
        CheckResult result = measure("registry.races");
        assertThat(result.verdict()).isEqualTo(Verdict.BOTTLENECK);
        assertThat(result.problem()).isEqualTo("StackOverflowError: deep");
        assertThat(result.urgency()).isEqualTo(Urgency.SHORT_TERM);
    }

    @Test
    void measure_hangs_isABottleneckAndHoldsUpNoOther() throws Exception {
        settings.modified(config(50));
        CountDownLatch end = new CountDownLatch(1);
        add("registry.races", 0, () -> {
            boolean over = false;
            while (!over) {
                try {
                    end.await();
                    over = true;
                } catch (InterruptedException e) {
                    // it does not heed that
                    over = false;
                }
            }
            return GOOD;
        });
        add("registry.owners", 0, () -> GOOD);
        assertThat(measure("registry.races").problem()).isEqualTo("took longer than 50 ms");
        assertThat(measure("registry.owners").verdict()).isEqualTo(Verdict.OPTIMAL);
        assertThat(measure("registry.races").problem()).isEqualTo("its last run has not ended");
        end.countDown();
    }

    @Test
    void measure_unknown_saysWhatThereIs() {
        assertThatThrownBy(() -> checklist.measure("none"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no layer or check none")
                .hasMessageContaining("registry.races");
    }

    @Test
    void score_weighted_isTheMeanOfTheLayers() {
        CheckResult good = new CheckResult("a.a", Layer.REGISTRY, "a", GOOD, null, 1, 1);
        CheckResult none = CheckResult.notMeasured("b.b", Layer.CACHE, "b");
        Report even = new Report(List.of(good, none), Map.of(), 1);
        assertThat(even.score()).isEqualTo(50);
        Report weighted = new Report(List.of(good, none), Map.of(Layer.REGISTRY, 9.0), 1);
        assertThat(weighted.score()).isEqualTo(90);
        assertThat(weighted.grade()).isEqualTo("A");
        assertThat(weighted.values()).containsEntry("grade", "A").containsKeys("layers", "checks", "priorities");
    }

    @Test
    void weights_malformed_areRefusedWithTheirBounds() {
        assertThatThrownBy(() -> Settings.weights("registry=-1"))
                .hasMessageContaining("registry=-1")
                .hasMessageContaining("0 to 1000");
        assertThatThrownBy(() -> Settings.weights("nothing=1")).hasMessageContaining("nothing=1");
    }
}
