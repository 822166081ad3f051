package dev.backplane.itests.conformance;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.backplane.itests.harness.Commands;
import dev.backplane.itests.harness.Node;
import dev.backplane.itests.harness.Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The npm package {@code @modelcontextprotocol/conformance}, pinned in {@code src/test/node/conformance}. */
final class Suite {

    private static final String PACKAGE = "node_modules/@modelcontextprotocol/conformance/";
    private static final Duration BOUND = Duration.ofMinutes(4);
    private static final Pattern FOLDER = Pattern.compile("server-(.+)-\\d{4}-\\d{2}-\\d{2}T[\\d-]+Z");

    private final Node node = Node.require("conformance");

    /** What the suite demands for a revision. */
    Requirements requirements(String revision) throws IOException {
        return Requirements.read(node.folder().resolve(PACKAGE + "requirements/" + revision + ".yaml"));
    }

    /** Runs everything that the revision's requirements name, scored or not, and returns what it found by scenario. */
    Map<String, Scenario> run(URI endpoint, String revision) throws IOException {
        return run(endpoint, revision, List.of("--requirements", revision));
    }

    /** Runs everything that the suite has for a revision which it has no requirements for. */
    Map<String, Scenario> runAll(URI endpoint, String revision) throws IOException {
        return run(endpoint, revision, List.of("--suite", "all", "--spec-version", revision));
    }

    private Map<String, Scenario> run(URI endpoint, String revision, List<String> selection) throws IOException {
        Path results = Files.createTempDirectory(
                Files.createDirectories(Settings.target().resolve("conformance")), revision + "-");
        List<String> arguments = new ArrayList<>(
                List.of(PACKAGE + "dist/index.js", "server", "--url", endpoint.toString(), "-o", results.toString()));
        arguments.addAll(selection);
        Commands.Result run = node.run(BOUND, arguments.toArray(String[]::new));
        Files.writeString(results.resolve("output.txt"), run.output());
        Map<String, Scenario> found = new LinkedHashMap<>();
        try (var folders = Files.list(results)) {
            for (Path folder : folders.sorted().toList()) {
                Matcher matcher = FOLDER.matcher(folder.getFileName().toString());
                Path checks = folder.resolve("checks.json");
                if (matcher.matches() && Files.exists(checks)) {
                    found.put(matcher.group(1), scenario(matcher.group(1), checks));
                }
            }
        }
        if (found.isEmpty()) {
            throw new IllegalStateException("the suite ran nothing; it wrote:\n" + run.output());
        }
        return found;
    }

    private static Scenario scenario(String name, Path file) throws IOException {
        JsonArray array = JsonParser.parseString(Files.readString(file)).getAsJsonArray();
        List<Scenario.Check> checks = new ArrayList<>();
        for (JsonElement element : array) {
            JsonObject check = element.getAsJsonObject();
            JsonElement message = check.get("errorMessage");
            checks.add(new Scenario.Check(
                    check.get("id").getAsString(),
                    check.get("status").getAsString(),
                    message == null ? "" : message.getAsString()));
        }
        return new Scenario(name, checks);
    }
}
