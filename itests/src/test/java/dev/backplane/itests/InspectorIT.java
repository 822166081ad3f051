package dev.backplane.itests;

import dev.backplane.itests.harness.Checks;
import dev.backplane.itests.harness.Distribution;
import dev.backplane.itests.harness.Node;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The MCP Inspector's command line, in both eras; see {@code src/test/node/inspector}. */
class InspectorIT {

    private static final List<String> METHODS = List.of(
            "initialize",
            "tools/list",
            "tools/list --strict",
            "tools/call",
            "tools/call of a tool that fails",
            "tools/call of an unknown tool",
            "tools/call --load",
            "resources/list",
            "resources/templates/list",
            "resources/read",
            "prompts/list",
            "prompts/get");

    @TestFactory
    Stream<DynamicTest> session_everyMethod_works() {
        return run("legacy", Stream.concat(METHODS.stream(), Stream.of("logging/setLevel")));
    }

    @TestFactory
    Stream<DynamicTest> stateless_everyMethod_works() {
        return run("modern", METHODS.stream());
    }

    @TestFactory
    Stream<DynamicTest> stdio_everyMethod_works() {
        return run(Distribution.paged().stdio(), "modern", METHODS.stream());
    }

    private static Stream<DynamicTest> run(String era, Stream<String> expected) {
        return run(Distribution.paged().endpoint().toString(), era, expected);
    }

    private static Stream<DynamicTest> run(String where, String era, Stream<String> expected) {
        return Checks.run(Node.require("inspector"), expected.toList(), "inspector.mjs", where, era);
    }
}
