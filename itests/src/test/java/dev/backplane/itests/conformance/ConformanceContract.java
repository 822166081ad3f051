package dev.backplane.itests.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.backplane.itests.harness.Distribution;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every server scenario that the public suite's requirement sets name passes against the distribution, those of the tasks
 * extension included. A scenario that did not run, or that checked nothing, is a failure.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ConformanceContract {

    /** The revisions that the suite has requirements for. */
    static final List<Expected> WITH_REQUIREMENTS = List.of(
            new Expected(
                    "2026-07-28",
                    37,
                    List.of(
                            "tasks-lifecycle",
                            "tasks-capability-negotiation",
                            "tasks-wire-fields",
                            "tasks-request-state-removal",
                            "tasks-mrtr-input",
                            "tasks-request-headers",
                            "tasks-dispatch-and-envelope",
                            "tasks-required-task-error",
                            "tasks-mrtr-composition",
                            "json-schema-2020-12",
                            "http-header-validation",
                            "http-custom-header-server-validation"),
                    // the suite itself skips it: its harness listens on the wrong stream
                    List.of("tasks-status-notifications")),
            new Expected(
                    "2025-11-25",
                    30,
                    List.of("server-session-lifecycle", "json-schema-2020-12", "server-sse-polling"),
                    List.of()));

    /** The older ones: what the suite has for them is scored by nobody. */
    static final List<Expected> OLDER = List.of(
            new Expected("2025-06-18", 27, List.of(), List.of()), new Expected("2025-03-26", 1, List.of(), List.of()));

    /**
     * What the suite must find for a revision.
     *
     * @param scenarios that are scored, or for the older revisions, all
     * @param others that must pass too
     * @param skipped must be there and have no failure
     */
    record Expected(String revision, int scenarios, List<String> others, List<String> skipped) {
        @Override
        public String toString() {
            return revision;
        }
    }

    private final Map<String, Requirements> requirements = new HashMap<>();
    private final Map<String, Map<String, Scenario>> runs = new HashMap<>();

    /** The instance to test. */
    abstract Distribution distribution();

    /** The codec that must be active in it. */
    abstract String codec();

    /** Those of {@link #WITH_REQUIREMENTS} to test. */
    abstract List<Expected> withRequirements();

    /** Those of {@link #OLDER} to test. */
    abstract List<Expected> older();

    @BeforeAll
    void runTheSuite() throws IOException {
        Suite suite = new Suite();
        Distribution backplane = distribution();
        assertThat(activeCodec(backplane)).isEqualTo(codec());
        for (Expected each : withRequirements()) {
            requirements.put(each.revision(), suite.requirements(each.revision()));
            runs.put(each.revision(), suite.run(backplane.endpoint(), each.revision()));
        }
        for (Expected each : older()) {
            runs.put(each.revision(), suite.runAll(backplane.endpoint(), each.revision()));
        }
        assertThat(activeCodec(backplane)).isEqualTo(codec());
        runs.keySet().stream().sorted().forEach(this::report);
    }

    private static String activeCodec(Distribution backplane) {
        for (JsonElement slot :
                JsonParser.parseString(backplane.shell("mcp:slots --json")).getAsJsonArray()) {
            if (slot.getAsJsonObject().get("slot").getAsString().equals("codec")) {
                return slot.getAsJsonObject().get("active").getAsString();
            }
        }
        throw new AssertionError("no slot codec");
    }

    @ParameterizedTest
    @MethodSource("withRequirements")
    void requirements_ofTheRevision_allPass(Expected expected) {
        List<String> scored = requirements.get(expected.revision()).scored();
        assertThat(scored).hasSize(expected.scenarios());
        assertPassed(expected.revision(), scored);
    }

    @ParameterizedTest
    @MethodSource("withRequirements")
    void extensionsAndUnscored_ofTheRevision_allPass(Expected expected) {
        assertPassed(expected.revision(), expected.others());
        for (String skipped : expected.skipped()) {
            assertThat(runs.get(expected.revision())).containsKey(skipped);
            assertThat(runs.get(expected.revision()).get(skipped).lines("FAILURE"))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("withRequirements")
    void everythingTheSuiteNames_ranWithoutFailureOrWarning(Expected expected) {
        Requirements required = requirements.get(expected.revision());
        Map<String, Scenario> run = runs.get(expected.revision());
        assertThat(run.keySet())
                .containsExactlyInAnyOrderElementsOf(Stream.of(required.scored(), required.others())
                        .flatMap(Collection::stream)
                        .toList());
        assertThat(lines(run.values(), "FAILURE")).isEmpty();
        assertThat(lines(run.values(), "WARNING")).isEmpty();
    }

    @Test
    void everythingTheSuiteHas_forOlderRevisions_passes() {
        for (Expected expected : older()) {
            Map<String, Scenario> run = runs.get(expected.revision());
            assertThat(run).hasSize(expected.scenarios());
            assertPassed(expected.revision(), List.copyOf(run.keySet()));
        }
        assertThat(runs).hasSize(withRequirements().size() + older().size());
    }

    private void assertPassed(String revision, List<String> names) {
        Map<String, Scenario> run = runs.get(revision);
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

    private void report(String revision) {
        Collection<Scenario> run = runs.get(revision).values();
        System.out.printf(
                "conformance %s, codec %s: %d scenarios, %d checks passed, %d failed, %d warnings%n",
                revision,
                codec(),
                run.size(),
                run.stream().mapToLong(scenario -> scenario.count("SUCCESS")).sum(),
                lines(run, "FAILURE").size(),
                lines(run, "WARNING").size());
        Stream.of("FAILURE", "WARNING")
                .flatMap(status -> lines(run, status).stream().map(line -> "  " + status + " " + line))
                .forEach(System.out::println);
    }
}
