package dev.backplane.itests.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * A script of checks: it prints one line of JSON a check, {@code {"check": NAME, "ok": BOOLEAN, "detail": …}}. Each
 * expected check becomes a test of its own; one that the script did not print fails, and so does one too many. For one
 * thread.
 */
public final class Checks {
    private static final Duration BOUND = Duration.ofMinutes(3);

    private Checks() {}

    /** Runs {@code node ARGUMENTS} in {@code node}'s folder and gives a test for each expected check. */
    public static Stream<DynamicTest> run(Node node, List<String> expected, String... arguments) {
        Commands.Result result = node.run(BOUND, arguments);
        Map<String, JsonObject> seen = parse(result.output());
        List<DynamicTest> tests = new ArrayList<>();
        for (String name : expected) {
            tests.add(DynamicTest.dynamicTest(name, () -> {
                JsonObject line = seen.get(name);
                assertThat(line)
                        .as("check %s among what the script printed:%n%s", name, result.output())
                        .isNotNull();
                assertThat(line.get("ok").getAsBoolean()).as(line.toString()).isTrue();
            }));
        }
        tests.add(DynamicTest.dynamicTest("the script ends well, with these checks alone", () -> {
            assertThat(result.status()).as(result.output()).isZero();
            assertThat(seen.keySet()).containsExactlyInAnyOrderElementsOf(expected);
        }));
        return tests.stream();
    }

    private static Map<String, JsonObject> parse(String output) {
        Map<String, JsonObject> seen = new LinkedHashMap<>();
        output.lines().filter(line -> line.startsWith("{\"check\":")).forEach(line -> {
            JsonObject check = JsonParser.parseString(line).getAsJsonObject();
            seen.put(check.get("check").getAsString(), check);
        });
        return seen;
    }
}
