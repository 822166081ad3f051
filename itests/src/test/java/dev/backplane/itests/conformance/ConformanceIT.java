package dev.backplane.itests.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.itests.harness.Distribution;
import java.io.IOException;
import java.net.URI;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every server scenario that the public suite's requirement sets name passes against the distribution, those of the tasks
 * extension included. A scenario that did not run, or that checked nothing, is a failure.
 */
class ConformanceIT {

    private static final String LEGACY = "2025-11-25";
    private static final String MODERN = "2026-07-28";
    private static final Map<String, Integer> OLDER_SCENARIOS = Map.of("2025-03-26", 1, "2025-06-18", 27);
    private static final int LEGACY_SCORED = 30;
    private static final int MODERN_SCORED = 37;

    private static final List<String> TASKS = List.of(
            "tasks-lifecycle",
            "tasks-capability-negotiation",
            "tasks-wire-fields",
            "tasks-request-state-removal",
            "tasks-mrtr-input",
            "tasks-request-headers",
            "tasks-dispatch-and-envelope",
            "tasks-required-task-error",
            "tasks-mrtr-composition");

    /** The suite itself skips it: its harness listens on the wrong stream. */
    private static final String TASK_NOTIFICATIONS = "tasks-status-notifications";

    private static final Map<String, Requirements> REQUIREMENTS = new HashMap<>();
    private static final Map<String, Map<String, Scenario>> RUNS = new HashMap<>();

    @BeforeAll
    static void runTheSuite() throws IOException {
        Suite suite = new Suite();
        URI endpoint = Distribution.conformance().endpoint();
        for (String revision : List.of(LEGACY, MODERN)) {
            REQUIREMENTS.put(revision, suite.requirements(revision));
            RUNS.put(revision, suite.run(endpoint, revision));
        }
        for (String revision : OLDER_SCENARIOS.keySet()) {
            RUNS.put(revision, suite.runAll(endpoint, revision));
        }
        RUNS.keySet().stream().sorted().forEach(ConformanceIT::report);
    }

    @Test
    void requirements2025_11_25_allPass() {
        assertPassed(LEGACY, scored(LEGACY, LEGACY_SCORED));
    }

    @Test
    void requirements2026_07_28_allPass() {
        assertPassed(MODERN, scored(MODERN, MODERN_SCORED));
    }

    @Test
    void tasksExtension_allPass() {
        assertPassed(MODERN, TASKS);
        assertThat(RUNS.get(MODERN)).containsKey(TASK_NOTIFICATIONS);
        assertThat(RUNS.get(MODERN).get(TASK_NOTIFICATIONS).lines("FAILURE")).isEmpty();
    }

    @Test
    void unscored2025_11_25_allPass() {
        assertPassed(LEGACY, List.of("server-session-lifecycle", "json-schema-2020-12", "server-sse-polling"));
    }

    @Test
    void unscored2026_07_28_allPass() {
        assertPassed(
                MODERN,
                List.of("json-schema-2020-12", "http-header-validation", "http-custom-header-server-validation"));
    }

    @Test
    void everythingTheSuiteNames_ranWithoutFailureOrWarning() {
        for (String revision : List.of(LEGACY, MODERN)) {
            Requirements required = REQUIREMENTS.get(revision);
            assertThat(RUNS.get(revision).keySet())
                    .containsExactlyInAnyOrderElementsOf(Stream.of(required.scored(), required.others())
                            .flatMap(Collection::stream)
                            .toList());
            assertThat(lines(RUNS.get(revision).values(), "FAILURE")).isEmpty();
            assertThat(lines(RUNS.get(revision).values(), "WARNING")).isEmpty();
        }
    }

    @Test
    void olderRevisions_allPass() {
        OLDER_SCENARIOS.forEach((revision, count) -> {
            assertThat(RUNS.get(revision)).hasSize(count);
            assertPassed(revision, List.copyOf(RUNS.get(revision).keySet()));
        });
    }

    private static List<String> scored(String revision, int count) {
        List<String> names = REQUIREMENTS.get(revision).scored();
        assertThat(names).hasSize(count);
        return names;
    }

    private static void assertPassed(String revision, List<String> names) {
        Map<String, Scenario> run = RUNS.get(revision);
        assertThat(run).containsKeys(names.toArray(String[]::new));
        List<Scenario> scenarios = names.stream().map(run::get).toList();
        assertThat(lines(scenarios, "FAILURE")).isEmpty();
        assertThat(scenarios)
                .allSatisfy(scenario -> assertThat(scenario.count("SUCCESS"))
                        .as("checks that %s made", scenario.name())
                        .isPositive());
    }

    private static List<String> lines(Collection<Scenario> scenarios, String status) {
        return scenarios.stream()
                .flatMap(scenario -> scenario.lines(status).stream())
                .toList();
    }

    private static void report(String revision) {
        Collection<Scenario> run = RUNS.get(revision).values();
        System.out.printf(
                "conformance %s: %d scenarios, %d checks passed, %d failed, %d warnings%n",
                revision,
                run.size(),
                run.stream().mapToLong(scenario -> scenario.count("SUCCESS")).sum(),
                lines(run, "FAILURE").size(),
                lines(run, "WARNING").size());
        Stream.of("FAILURE", "WARNING")
                .flatMap(status -> lines(run, status).stream().map(line -> "  " + status + " " + line))
                .forEach(System.out::println);
    }
}
