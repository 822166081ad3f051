package dev.backplane.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.backplane.itests.harness.Await;
import dev.backplane.itests.harness.Distribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class ContainerPluginIT {

    private static final String PID = "dev.backplane.itests.container";
    private static final String PLUGIN = "dev.backplane.plugin.container";

    private Distribution backplane;
    private ModernClient client;
    private Map<String, JsonObject> tools;

    @BeforeAll
    void setUp() {
        backplane = Distribution.shared();
        client = new ModernClient(backplane.endpoint());
        // the endpoint answers before Karaf has started the last of its own services
        Await.until("all of the container runs", Duration.ofSeconds(60), () -> {
            String facts = client.request("prompts/get", "diagnose_container", "{\"name\":\"diagnose_container\"}")
                    .toString();
            return facts.contains("not active: 0") && facts.contains("or failed: none");
        });
        tools = new HashMap<>();
        for (JsonElement tool : result("tools/list", null, "{}").getAsJsonArray("tools")) {
            tools.put(tool.getAsJsonObject().get("name").getAsString(), tool.getAsJsonObject());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bundles_list        | {\"name\":\"backplane\",\"state\":\"ACTIVE\"} | dev.backplane.engine",
                "bundle_get          | {\"symbolicName\":\"dev.backplane.plugin.container\"} | bundles.BundleGetTool",
                "services_list       | {\"interfaceName\":\"api.tool\",\"filter\":\"(component.name=*EchoTool)\"} | EchoTool",
                "features_list       | {\"name\":\"backplane-container\"} | Started",
                "configurations_list | {\"pid\":\"transport\"} | config://dev.backplane.transport.http",
                "configuration_get   | {\"pid\":\"dev.backplane.transport.http\"} | 127.0.0.1",
                "log_search          | {\"regex\":\"Serving MCP at \\\\S+\",\"level\":\"INFO\",\"limit\":1} | Serving MCP at",
                "log_tail            | {\"limit\":5} | INFO",
                "threads_dump        | {\"name\":\"backplane-log-watch\",\"depth\":20} | LogWatch",
                "heap_summary        | {\"classes\":5,\"live\":true} | java.lang.String",
                "flight_record       | {\"seconds\":1,\"settings\":\"profile\"} | data/recordings/flight-"
            })
    void tool_called_answersWhatItsSchemaPromises(String name, String arguments, String contains) {
        JsonObject tool = tools.get(name);
        assertThat(tool).as("%s in tools/list", name).isNotNull();
        assertThat(tool.get("title").getAsString()).isNotBlank();
        assertThat(tool.get("description").getAsString()).isNotBlank();
        assertThat(tool.getAsJsonObject("annotations").get("readOnlyHint").getAsBoolean())
                .isTrue();
        assertThat(problems(tool.getAsJsonObject("inputSchema"), JsonParser.parseString(arguments)))
                .isEmpty();

        JsonObject result = client.tool(name, arguments);

        assertThat(result.has("isError")).as("%s", result).isFalse();
        assertThat(problems(tool.getAsJsonObject("outputSchema"), result.get("structuredContent")))
                .isEmpty();
        assertThat(result.get("structuredContent").toString()).contains(contains);
        String text = result.getAsJsonArray("content")
                .get(0)
                .getAsJsonObject()
                .get("text")
                .getAsString();
        assertThat(JsonParser.parseString(text)).isEqualTo(result.get("structuredContent"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bundles_list      | {\"limit\":1001} | /limit",
                "bundles_list      | {\"state\":\"HAPPY\"} | /state",
                "bundle_get        | {} | exactly one of id, symbolicName",
                "bundle_get        | {\"id\":99999} | id '99999' must be that of an installed bundle",
                "services_list     | {\"filter\":\"(a=\"} | filter '(a=' must be an LDAP filter",
                "configuration_get | {\"pid\":\"no.such.pid\"} | pid 'no.such.pid' must be that of a configuration",
                "log_search        | {\"regex\":\"(\"} | regex '(' must be a regular expression",
                "log_search        | {\"since\":\"soon\"} | since 'soon' must be",
                "flight_record     | {\"seconds\":61} | /seconds"
            })
    void tool_badArguments_namesThem(String name, String arguments, String message) {
        JsonObject result = client.tool(name, arguments);

        assertThat(result.get("isError").getAsBoolean()).isTrue();
        assertThat(result.getAsJsonArray("content").toString()).contains(message);
    }

    @Test
    void list_limit_saysHowManyThereAre() {
        JsonObject listing = client.tool("bundles_list", "{\"limit\":3}").getAsJsonObject("structuredContent");

        assertThat(listing.getAsJsonArray("bundles")).hasSize(3);
        assertThat(listing.get("matching").getAsInt()).isGreaterThan(30);
    }

    @Test
    void flightRecord_callerHangsUp_isCancelledAndLeavesNoFile() throws Exception {
        Path recordings = backplane.home().resolve("data/recordings");
        long before = files(recordings);
        try (Events events = client.open(
                "tools/call",
                "flight_record",
                "{\"name\":\"flight_record\",\"arguments\":{\"seconds\":60},\"_meta\":{\"progressToken\":1}}")) {
            events.await("notifications/progress", null);
        }

        Await.until(
                "the recorder is free again",
                Duration.ofSeconds(20),
                () -> !client.tool("flight_record", "{\"seconds\":1}").has("isError"));
        assertThat(files(recordings)).isEqualTo(before + 1);
    }

    @Test
    void configuration_comesChangesAndGoes_subscribersAreTold() throws Exception {
        String uri = "config://" + PID;
        Path file = backplane.home().resolve("etc/" + PID + ".cfg");
        try (Events events = client.open(
                "subscriptions/listen",
                null,
                "{\"notifications\":{\"resourcesListChanged\":true,\"resourceSubscriptions\":[\"" + uri + "\"]}}")) {
            events.await("notifications/subscriptions/acknowledged", null);
            Files.writeString(file, "color = blue\ndb.password = hunter2\n");
            events.await("notifications/resources/updated", uri);
            events.await("notifications/resources/list_changed", null);

            assertThat(names("resources/list", "resources", "uri")).contains("log://karaf", uri);
            JsonObject read = resource(uri);
            assertThat(read.get("mimeType").getAsString()).isEqualTo("application/json");
            JsonObject properties = JsonParser.parseString(read.get("text").getAsString())
                    .getAsJsonObject()
                    .getAsJsonObject("properties");
            assertThat(properties.get("color").getAsString()).isEqualTo("blue");
            assertThat(properties.get("db.password").getAsString()).isEqualTo("***");
            assertThat(client.tool("configuration_get", "{\"pid\":\"" + PID + "\"}")
                            .toString())
                    .doesNotContain("hunter2")
                    .contains("blue");
            assertThat(complete("{\"type\":\"ref/resource\",\"uri\":\"config://{pid}\"}", "pid", PID))
                    .containsExactly(PID);

            Files.delete(file);
            events.await("notifications/resources/updated", uri);
            events.await("notifications/resources/list_changed", null);
        }
        assertThat(client.request("resources/read", uri, "{\"uri\":\"" + uri + "\"}")
                        .getAsJsonObject("error")
                        .get("code")
                        .getAsInt())
                .isEqualTo(-32602);
    }

    @Test
    void log_grows_subscribersAreToldAndReadIt() throws Exception {
        Path file = backplane.home().resolve("etc/" + PID + ".log.cfg");
        try (Events events = client.open(
                "subscriptions/listen", null, "{\"notifications\":{\"resourceSubscriptions\":[\"log://karaf\"]}}")) {
            events.await("notifications/subscriptions/acknowledged", null);
            Files.writeString(file, "a = b\n");
            events.await("notifications/resources/updated", "log://karaf");
        } finally {
            Files.delete(file);
        }
        JsonObject log = resource("log://karaf");
        assertThat(log.get("mimeType").getAsString()).isEqualTo("text/plain");
        assertThat(log.get("text").getAsString()).contains("INFO");
    }

    @Test
    void bundle_byIdAndName_isReadAndCompleted() {
        JsonObject byName = JsonParser.parseString(
                        resource("bundle://" + PLUGIN).get("text").getAsString())
                .getAsJsonObject();
        assertThat(byName.get("state").getAsString()).isEqualTo("ACTIVE");
        assertThat(byName.getAsJsonArray("components").size()).isGreaterThan(15);
        assertThat(resource("bundle://" + byName.get("id").getAsLong())
                        .get("text")
                        .getAsString())
                .contains("\"symbolicName\": \"" + PLUGIN + "\"");
        assertThat(names("resources/templates/list", "resourceTemplates", "uriTemplate"))
                .contains("bundle://{id}", "config://{pid}");
        assertThat(complete("{\"type\":\"ref/resource\",\"uri\":\"bundle://{id}\"}", "id", "dev.backplane.plugin"))
                .contains(PLUGIN);
        assertThat(complete("{\"type\":\"ref/resource\",\"uri\":\"bundle://{id}\"}", "id", "0"))
                .containsExactly("0");
    }

    @Test
    void prompt_diagnoseContainer_holdsFactsAndTools() {
        String ref = "{\"type\":\"ref/prompt\",\"name\":\"diagnose_container\"}";
        assertThat(complete(ref, "focus", "")).containsExactly("memory", "threads", "bundles", "log", "configuration");
        assertThat(complete(ref, "symptom", "calls")).containsExactly("calls hang");

        String messages = result(
                        "prompts/get",
                        "diagnose_container",
                        "{\"name\":\"diagnose_container\",\"arguments\":{\"symptom\":\"calls hang\",\"focus\":\"bundles\"}}")
                .getAsJsonArray("messages")
                .toString();

        assertThat(messages)
                .contains("What was noticed: calls hang", "not active: 0", "or failed: none", "no deadlock", "MiB used")
                .contains("log://karaf")
                .contains("bundles_list", "bundle_get", "features_list");
    }

    private JsonObject result(String method, String name, String params) {
        JsonObject answer = client.request(method, name, params);
        assertThat(answer.has("result")).as("%s", answer).isTrue();
        return answer.getAsJsonObject("result");
    }

    private JsonObject resource(String uri) {
        return result("resources/read", uri, "{\"uri\":\"" + uri + "\"}")
                .getAsJsonArray("contents")
                .get(0)
                .getAsJsonObject();
    }

    private List<String> names(String method, String list, String name) {
        return strings(result(method, null, "{}").getAsJsonArray(list), name);
    }

    private List<String> complete(String ref, String argument, String value) {
        JsonArray values = result(
                        "completion/complete",
                        null,
                        "{\"ref\":" + ref + ",\"argument\":{\"name\":\"" + argument + "\",\"value\":\"" + value
                                + "\"}}")
                .getAsJsonObject("completion")
                .getAsJsonArray("values");
        return strings(values, null);
    }

    private static List<String> strings(JsonArray array, String member) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(each -> member == null ? each : each.getAsJsonObject().get(member))
                .map(JsonElement::getAsString)
                .toList();
    }

    private static List<?> problems(JsonElement schema, JsonElement instance) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema.toString(), InputFormat.JSON)
                .validate(instance.toString(), InputFormat.JSON);
    }

    private static long files(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return 0;
        }
        try (var files = Files.list(folder)) {
            return files.count();
        }
    }
}
