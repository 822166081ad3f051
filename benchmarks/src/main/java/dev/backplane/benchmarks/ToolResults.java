package dev.backplane.benchmarks;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Keeps what the distribution answers in files, as results that are worth compressing or not: each answer's result, as it came. */
public final class ToolResults {

    private static final String HELP = """
            Usage: benchmarks/run-load --scenario ToolResults [options]

            Starts the built distribution with its plugins and the conformance fixture, and writes results of theirs to files:
            tools/list, tools of the container plugin, and resources.

            Options:
              --distribution FILE the .tar.gz to start (the newest in karaf-assembly/target)
              --work FOLDER       where it is unpacked (benchmarks/target/toolresults), and where the files are, in results
              --help              print this
            """;

    private static final List<String> TOOLS = List.of(
            "bundles_list",
            "services_list",
            "features_list",
            "configurations_list",
            "log_tail",
            "threads_dump",
            "heap_summary");

    private static final List<String> RESOURCES = List.of("log://karaf", "bundle://0", "test://static-text");

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI endpoint;
    private final Path folder;
    private String session = "";
    private int id;

    private ToolResults(int port, Path folder) {
        this.endpoint = URI.create("http://127.0.0.1:" + port + "/mcp");
        this.folder = folder;
    }

    public static void main(String[] arguments) throws Exception {
        Options options = Arguments.read("ToolResults", HELP, arguments, Options::of);
        Path folder = Files.createDirectories(options.work().resolve("results"));
        try (Server server = Server.distribution(options.distribution(), options.work(), Options::addFixture)) {
            new ToolResults(server.port(), folder).run(server);
        }
    }

    private void run(Server server) throws Exception {
        call("initialize", """
                {"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"results","version":"1"}}""");
        // the fixture's bundle starts after the endpoint does
        Wait.until("the fixture's tools", server.launched(), () -> {
            String listed = call("tools/list", "{}");
            return listed.contains("test_image_content") ? listed.length() : null;
        });
        write("tools_list", call("tools/list", "{}"));
        for (String tool : TOOLS) {
            write(tool, call("tools/call", "{\"name\":\"" + tool + "\",\"arguments\":{}}"));
        }
        for (String resource : RESOURCES) {
            write(
                    "resource_" + resource.replaceAll("\\W+", "_"),
                    call("resources/read", "{\"uri\":\"" + resource + "\"}"));
        }
    }

    /** Returns the result. */
    private String call(String method, String params) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream");
        if (!session.isEmpty()) {
            request.header("Mcp-Session-Id", session).header("MCP-Protocol-Version", "2025-11-25");
        }
        String body =
                "{\"jsonrpc\":\"2.0\",\"id\":" + ++id + ",\"method\":\"" + method + "\",\"params\":" + params + "}";
        HttpResponse<String> answer = client.sendAsync(
                        request.POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                        HttpResponse.BodyHandlers.ofString())
                .join();
        answer.headers().firstValue("Mcp-Session-Id").ifPresent(opened -> session = opened);
        String text = answer.body();
        int data = text.lastIndexOf("data:");
        JsonObject message = JsonParser.parseString(
                        data < 0
                                ? text
                                : text.substring(data + "data:".length()).strip())
                .getAsJsonObject();
        JsonElement result = message.get("result");
        if (result == null
                || result.getAsJsonObject().has("isError")
                        && result.getAsJsonObject().get("isError").getAsBoolean()) {
            throw new IOException(method + " " + params + " was answered " + text);
        }
        return result.toString();
    }

    private void write(String name, String result) throws IOException {
        byte[] bytes = result.getBytes(StandardCharsets.UTF_8);
        Files.write(folder.resolve(name + ".json"), bytes);
        System.out.printf("%-30s %7d bytes%n", name, bytes.length);
    }

    private record Options(Path distribution, Path work) {

        static Options of(Arguments given) {
            return new Options(given.distribution(), given.work("target/toolresults"));
        }

        static void addFixture(Path home) throws IOException {
            Path features = home.resolve("etc/org.apache.karaf.features.cfg");
            String text = Files.readString(features);
            Files.writeString(features, text.replaceFirst("(?m)^(featuresBoot *= *)", "$1backplane-conformance, "));
        }
    }
}
