package dev.backplane.itests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.itests.harness.Await;
import dev.backplane.itests.harness.Commands;
import dev.backplane.itests.harness.Ports;
import dev.backplane.itests.harness.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The script {@code run}, in a tree that is built already. */
class StartIT {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final Duration START = Duration.ofSeconds(90);
    private static final Path TREE = Settings.target().resolve("start");

    /** The script, the version, the archive, and no source that could be newer. */
    @BeforeAll
    static void tree() throws IOException {
        for (String folder : List.of("bundles", "features", "karaf-assembly/target")) {
            Files.createDirectories(TREE.resolve(folder));
        }
        for (Path file :
                List.of(Path.of("run"), Path.of("pom.xml"), Settings.root().relativize(Settings.archive()))) {
            Files.copy(
                    Settings.root().resolve(file),
                    TREE.resolve(file),
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.COPY_ATTRIBUTES);
        }
        Files.setLastModifiedTime(
                TREE.resolve(Settings.root().relativize(Settings.archive())),
                java.nio.file.attribute.FileTime.fromMillis(System.currentTimeMillis()));
    }

    @Test
    void help_printsEveryOption() {
        Commands.Result result = run(Map.of(), "--help");

        assertThat(result.status()).isZero();
        assertThat(result.output()).contains("--port", "--feature", "--console", "--clean", "--help");
    }

    @Test
    void option_unknown_oneLineAndExit2() {
        assertFails(run(Map.of(), "--bogus"), 2, "--bogus");
        assertFails(run(Map.of(), "--port"), 2, "--port");
        assertFails(run(Map.of(), "--port", "70000"), 2, "70000");
        assertFails(run(Map.of(), "--port=http"), 2, "http");
        assertFails(run(Map.of(), "--feature", "a b"), 2, "a b");
    }

    @Test
    void port_taken_oneLineAndExit1() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());

            assertFails(run(Map.of(), "--port", port), 1, "port " + port + " is taken");
        }
    }

    @Test
    void jdk_noneSupported_oneLineAndExit1() throws IOException {
        Path jdk = fakeJdk("25.0.1");
        Map<String, String> environment = Map.of("JAVA_HOME", jdk.toString(), "BACKPLANE_JDKS", jdk.toString());

        Commands.Result result = run(environment, "--port", Integer.toString(Ports.free()));

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.output()).contains("JDK 25").contains("no supported JDK found");
        assertThat(result.output().lines()).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void feature_unknown_oneLineThatNamesIt() {
        Commands.Result result =
                run(Map.of(), "--clean", "--port", Integer.toString(Ports.free()), "--feature", "no-such");

        assertFails(result, 1, "there is no feature named no-such");
    }

    @Test
    void start_onUnsupportedJavaHome_findsAnotherServesAndStopsCleanly() throws Exception {
        int port = Ports.free();
        Path jdks = Files.createDirectories(TREE.resolve("jdks"));
        Path link = jdks.resolve("supported");
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, Path.of(System.getProperty("java.home")));
        Map<String, String> environment =
                Map.of("JAVA_HOME", fakeJdk("25.0.1").toString(), "BACKPLANE_JDKS", jdks.toString());
        Path output = TREE.resolve("run.out");

        Process process = Commands.start(
                TREE,
                environment(environment),
                output,
                command("--clean", "--feature", "backplane-conformance", "--port", Integer.toString(port)));
        try {
            Await.until("run prints that it is ready", START, () -> {
                assertThat(process.isAlive()).as(read(output)).isTrue();
                return read(output).contains("Ctrl-C stops it");
            });

            String printed = read(output);
            assertThat(printed)
                    .contains("http://127.0.0.1:" + port + "/mcp")
                    .contains("\"url\":\"http://127.0.0.1:" + port + "/mcp\"");
            assertThat(pasted(printed)).contains("hello");
            String fixture = printed.replace("Mcp-Name: echo", "Mcp-Name: test_simple_text")
                    .replace(
                            "\"name\":\"echo\",\"arguments\":{\"message\":\"hello\"}", "\"name\":\"test_simple_text\"");
            assertThat(pasted(fixture)).contains("simple text response");
        } finally {
            process.destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(read(output)).isTrue();
        }

        assertThat(process.exitValue()).as(read(output)).isZero();
        assertThat(read(output)).contains("Stopped.");
        assertThat(Ports.open(port)).isFalse();
    }

    private static void assertFails(Commands.Result result, int status, String named) {
        assertThat(result.status()).as(result.output()).isEqualTo(status);
        assertThat(result.output().lines()).hasSize(1);
        assertThat(result.output()).startsWith("run: ").contains(named);
    }

    /** Runs the printed curl line as a shell would, pasted. */
    private static String pasted(String printed) {
        String line = printed.lines()
                .filter(text -> text.contains("curl "))
                .findFirst()
                .orElseThrow();
        return Commands.run(TREE, Map.of(), BOUND, List.of("bash", "-c", line)).output();
    }

    private static Path fakeJdk(String version) throws IOException {
        Path jdk = TREE.resolve("fake/jdk-" + version);
        Files.createDirectories(jdk.resolve("bin"));
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        Path java = jdk.resolve("bin/java");
        Files.writeString(java, "#!/bin/sh\nexit 1\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        return jdk;
    }

    private static Commands.Result run(Map<String, String> environment, String... options) {
        return Commands.run(TREE, environment(environment), BOUND, command(options));
    }

    private static List<String> command(String... options) {
        List<String> command = new ArrayList<>(List.of(TREE.resolve("run").toString()));
        command.addAll(List.of(options));
        return command;
    }

    private static Map<String, String> environment(Map<String, String> own) {
        Map<String, String> all = new HashMap<>(own);
        all.putIfAbsent("JAVA_HOME", System.getProperty("java.home"));
        return all;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
