package dev.backplane.itests;

import dev.backplane.itests.harness.Checks;
import dev.backplane.itests.harness.Distribution;
import dev.backplane.itests.harness.Node;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The TypeScript SDK's clients, both lines and both eras, do all that a client does; see {@code src/test/node/typescript}. */
class TypeScriptSdkIT {

    /** What {@code suite.mjs} checks, for every client. */
    private static final List<String> SUITE = List.of(
            "list-tools",
            "list-resources",
            "list-prompts",
            "call",
            "call-parallel",
            "call-content",
            "call-structured",
            "call-tool-error",
            "call-bad-arguments",
            "call-unknown-tool",
            "call-empty-arguments",
            "read",
            "read-template",
            "read-unknown",
            "prompt",
            "complete",
            "progress",
            "log",
            "cancel",
            "reconnect",
            "elicit",
            "sample",
            "roots",
            "ask-many",
            "ask-rounds",
            "tools-changed",
            "prompts-changed",
            "subscribe");

    @TestFactory
    Stream<DynamicTest> sdk132_session_everythingWorks() {
        return run(List.of("connect", "ping", "terminate"), "v1.mjs");
    }

    /** The transport of 2024-11-05, which that SDK still speaks. */
    @TestFactory
    Stream<DynamicTest> sdk132_sse_everythingWorks() {
        return run(List.of("connect", "ping"), "v1.mjs", "sse");
    }

    @TestFactory
    Stream<DynamicTest> sdk24_session_everythingWorks() {
        return run(List.of("connect", "ping", "terminate"), "v2.mjs", "legacy");
    }

    @TestFactory
    Stream<DynamicTest> sdk24_stateless_everythingWorks() {
        return run(
                List.of("connect", "discover", "auto", "header-parameter", "capability-missing"), "v2.mjs", "modern");
    }

    @TestFactory
    Stream<DynamicTest> sdk132_stdio_everythingWorks() {
        return runAt(Distribution.paged().stdio(), List.of("connect", "ping"), "v1.mjs", "stdio");
    }

    @TestFactory
    Stream<DynamicTest> sdk24_stdioSession_everythingWorks() {
        return runAt(Distribution.paged().stdio(), List.of("connect", "ping"), "v2.mjs", "legacy", "stdio");
    }

    @TestFactory
    Stream<DynamicTest> sdk24_stdioStateless_everythingWorks() {
        return runAt(
                Distribution.paged().stdio(),
                List.of("connect", "discover", "auto", "header-parameter", "capability-missing"),
                "v2.mjs",
                "modern",
                "stdio");
    }

    private static Stream<DynamicTest> run(List<String> own, String script, String... arguments) {
        return runAt(Distribution.paged().endpoint().toString(), own, script, arguments);
    }

    private static Stream<DynamicTest> runAt(String endpoint, List<String> own, String script, String... arguments) {
        Node node = Node.require("typescript");
        List<String> expected = Stream.concat(own.stream(), SUITE.stream()).toList();
        String[] command =
                Stream.concat(Stream.of(script, endpoint), Stream.of(arguments)).toArray(String[]::new);
        return Checks.run(node, expected, command);
    }
}
