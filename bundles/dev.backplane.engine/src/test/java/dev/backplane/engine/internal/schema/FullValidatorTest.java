package dev.backplane.engine.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.api.RawJson;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class FullValidatorTest {

    private static Validator full(String schema) {
        Map<?, ?> tree = (Map<?, ?>) JsonText.parse(schema, 64);
        Validator validator = Validator.of(tree);
        assertThat(validator).isInstanceOf(FullValidator.class);
        return validator;
    }

    @Test
    void references_toWhatTheSchemaBundles_resolve() {
        Validator validator = full("{\"$id\":\"https://example.com/root\",\"properties\":{\"a\":{\"$ref\":\"item\"}},"
                + "\"$defs\":{\"i\":{\"$id\":\"item\",\"type\":\"integer\"}}}");
        assertThat(validator.problems(Map.of("a", 1L))).isEmpty();
        assertThat(validator.problems(Map.of("a", "x"))).hasSize(1);
    }

    @Test
    void references_toTheDialect_resolveFromTheLibrary() {
        Validator validator =
                full("{\"properties\":{\"schema\":{\"$ref\":\"https://json-schema.org/draft/2020-12/schema\"}}}");
        assertThat(validator.problems(Map.of("schema", Map.of("type", "string"))))
                .isEmpty();
        assertThat(validator.problems(Map.of("schema", Map.of("type", 1L)))).isNotEmpty();
    }

    @Test
    void references_toTheNetwork_openNoConnection() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String uri = "http://127.0.0.1:" + server.getLocalPort() + "/schema.json";
            for (String schema : List.of(
                    "{\"$ref\":\"" + uri + "\"}",
                    "{\"properties\":{\"a\":{\"items\":{\"$ref\":\"" + uri + "#/a\"}}}}",
                    "{\"$id\":\"" + uri + "\",\"$ref\":\"other.json\"}",
                    "{\"minProperties\":0,\"$dynamicRef\":\"" + uri + "#x\"}",
                    "{\"$defs\":{\"a\":{\"$schema\":\"" + uri + "\",\"$id\":\"urn:a\"}},\"$ref\":\"urn:a\"}")) {
                assertThatThrownBy(() -> SchemaPart.given(new RawJson(schema)))
                        .as(schema)
                        .isInstanceOf(SchemaException.class);
            }
            server.setSoTimeout(1);
            assertThatThrownBy(server::accept).isInstanceOf(java.net.SocketTimeoutException.class);
        }
    }

    @Test
    void problems_areInEnglish_andShort() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMAN);
        try {
            List<String> problems = full("{\"patternProperties\":{\".\":{\"enum\":[\"" + "e".repeat(5_000) + "\"]}}}")
                    .problems(Map.of("a".repeat(5_000), "v".repeat(5_000)));
            assertThat(problems)
                    .singleElement()
                    .satisfies(problem -> assertThat(problem)
                            .contains("does not have a value in the enumeration")
                            .hasSizeLessThan(300));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void problems_manyThreads_agree() throws Exception {
        Validator validator = full("{\"minProperties\":1,\"unevaluatedProperties\":false,"
                + "\"allOf\":[{\"properties\":{\"a\":{\"type\":\"integer\"}}}]}");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Boolean>> calls = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                boolean valid = i % 2 == 0;
                Map<String, Object> value = valid ? Map.of("a", (long) i) : Map.of("b", (long) i);
                calls.add(() -> validator.problems(value).isEmpty() == valid);
            }
            for (Future<Boolean> call : threads.invokeAll(calls)) {
                assertThat(call.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
