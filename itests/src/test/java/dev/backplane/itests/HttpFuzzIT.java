package dev.backplane.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.backplane.itests.harness.Await;
import dev.backplane.itests.harness.Mutations;
import dev.backplane.itests.harness.Raw;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Messages that are almost right, thousands of them, at the door of the real distribution: nothing hangs,
 * nothing is answered 5xx without a JSON-RPC error, and afterwards no session, thread or descriptor is left.
 */
class HttpFuzzIT extends HostileClient {

    private static final int MESSAGES = Integer.getInteger("fuzz.requests", 30_000);
    private static final int WARM_UP = 4_000;
    private static final int CLIENTS = 4;
    private static final Duration SETTLE = Duration.ofSeconds(60);
    private static final Set<Integer> STATUSES = new ConcurrentSkipListSet<>();

    private static final List<String> MODERN_SEEDS = List.of(
            modern("tools/call", "\"name\":\"echo\",\"arguments\":{\"message\":\"Grüße\"}"),
            modern("tools/call", "\"name\":\"test_sampling\",\"arguments\":{\"prompt\":\"x\"}"),
            modern(
                    "tools/call",
                    "\"name\":\"test_elicitation\",\"arguments\":{\"message\":\"x\"},"
                            + "\"inputResponses\":{\"form\":{\"action\":\"decline\"}},\"requestState\":\"AAAA\""),
            modern("tools/call", "\"name\":\"test_error_handling\",\"arguments\":{}"),
            modern("tools/call", "\"name\":\"test_header_parameter\",\"arguments\":{\"region\":\"eu\"}"),
            modern("tools/list", "\"cursor\":\"AAAA\""),
            modern("resources/list", "\"a\":[1,2.5,{\"b\":null}]"),
            modern("resources/read", "\"uri\":\"test://template/42/data\""),
            modern(
                    "prompts/get",
                    "\"name\":\"test_prompt_with_arguments\",\"arguments\":{\"arg1\":\"a\",\"arg2\":\"b\"}"),
            modern(
                    "completion/complete",
                    "\"ref\":{\"type\":\"ref/prompt\",\"name\":\"test_prompt_with_arguments\"},"
                            + "\"argument\":{\"name\":\"arg1\",\"value\":\"pa\"}"),
            modern("server/discover", "\"a\":\"\\u00e9\\ud83d\\ude00\""),
            modern("subscriptions/listen", "\"notifications\":{\"toolsListChanged\":true}"),
            modern("tasks/get", "\"taskId\":\"none\""));

    private static final List<String> LEGACY_SEEDS = List.of(
            legacy(
                    "initialize",
                    "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
                            + "\"clientInfo\":{\"name\":\"f\",\"version\":\"1\"}"),
            legacy("ping", ""),
            legacy("tools/list", ""),
            legacy("tools/call", "\"name\":\"echo\",\"arguments\":{\"message\":\"x\"},\"_meta\":{\"progressToken\":1}"),
            legacy("tools/call", "\"name\":\"test_tool_with_task\",\"arguments\":{},\"task\":{\"ttl\":1000}"),
            legacy("resources/subscribe", "\"uri\":\"test://watched-resource\""),
            legacy("resources/read", "\"uri\":\"test://static-text\""),
            legacy("logging/setLevel", "\"level\":\"error\""),
            legacy("tasks/list", ""),
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}",
            "{\"jsonrpc\":\"2.0\",\"id\":\"s-1\",\"result\":{\"action\":\"accept\",\"content\":{}}}",
            "{\"jsonrpc\":\"2.0\",\"id\":\"s-1\",\"error\":{\"code\":-1,\"message\":\"no\"}}",
            "[" + legacy("ping", "") + "," + legacy("tools/list", "") + "]");

    private static String modern(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":{" + params + "," + ENVELOPE
                + "}}";
    }

    private static String legacy(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":{" + params + "}}";
    }

    @Test
    void door_mutatedMessages_neverHangsNorLeaks() throws Exception {
        fuzz(1, WARM_UP);
        long sessions = info("sessions");
        Map<String, Long> threads = threads();
        long descriptors = descriptors();

        int answered = fuzz(20261123, MESSAGES);

        assertThat(answered).isGreaterThan(MESSAGES * 9 / 10);
        assertThat(STATUSES).as("what the messages reached").contains(200, 202, 400, 403, 404, 405, 406, 415);
        Await.until("no session is left", SETTLE, () -> info("sessions") <= sessions);
        Await.until(
                "no more threads than " + threads + " of " + threads(),
                SETTLE,
                () -> threads().entrySet().stream()
                        .allMatch(now -> now.getValue() <= threads.getOrDefault(now.getKey(), 0L)));
        Await.until("no descriptor is left: " + descriptors, SETTLE, () -> descriptors() <= descriptors);
    }

    private static int fuzz(long seed, int messages) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<Integer>> runs = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                Mutations mutations = new Mutations(seed + i);
                runs.add(clients.submit((Callable<Integer>) () -> new Client(mutations).run(messages / CLIENTS)));
            }
            int answered = 0;
            for (Future<Integer> run : runs) {
                answered += run.get();
            }
            return answered;
        } finally {
            clients.shutdownNow();
        }
    }

    private static long info(String figure) {
        JsonObject info =
                JsonParser.parseString(backplane.shell("mcp:info --json")).getAsJsonObject();
        return info.get(figure).getAsLong();
    }

    /** How many threads of each name there are that messages may start: the platform's but for the checklist's, and those nobody has named; without numbers. */
    private static Map<String, Long> threads() {
        return backplane
                .shell("shell:threads --list --no-format")
                .lines()
                .filter(line -> line.contains("\t"))
                .map(line -> line.split("\t")[1].trim().replaceAll("\\d+", "N"))
                .filter(name -> name.matches("(backplane-(?!checklist)|Thread-N|pool-N).*"))
                .collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()));
    }

    private static long descriptors() {
        try (var all = Files.list(Path.of("/proc/" + backplane.pid() + "/fd"))) {
            return all.count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** One client: most messages go over a connection that is kept, a few break HTTP itself and get one of their own. */
    private static final class Client {
        private final Mutations mutations;
        private String session = "";

        Client(Mutations mutations) {
            this.mutations = mutations;
        }

        int run(int messages) throws IOException {
            session = session(mutations.random().nextBoolean() ? "2025-11-25" : "2025-03-26");
            int answered = 0;
            Raw kept = new Raw(backplane.port());
            for (int i = 0; i < messages; i++) {
                if (mutations.random().nextInt(10) == 0) {
                    answered += broken() ? 1 : 0;
                    continue;
                }
                Raw.Response response = exchange(kept, request());
                answered += response == null ? 0 : 1;
                if (response == null
                        || response.isStream()
                        || "close".equals(response.headers().get("connection"))) {
                    kept.close();
                    kept = new Raw(backplane.port());
                }
            }
            kept.close();
            end(session);
            return answered;
        }

        /** A request whose HTTP is right and whose message is almost. */
        private byte[] request() {
            boolean modern = mutations.random().nextBoolean();
            String seed = mutations.any(modern ? MODERN_SEEDS : LEGACY_SEEDS);
            byte[] body = mutations.mutate(bytes(seed));
            String headers = modern ? headers(seed) : mutations.random().nextInt(20) == 0 ? JSON : session;
            return http(headers, body);
        }

        private static String headers(String seed) {
            JsonObject message = JsonParser.parseString(seed).getAsJsonObject();
            JsonObject params = message.getAsJsonObject("params");
            String method = message.get("method").getAsString();
            String headers = JSON + "\nMCP-Protocol-Version: 2026-07-28\nMcp-Method: " + method;
            String name = method.equals("resources/read") ? "uri" : "name";
            return params.has(name)
                    ? headers + "\nMcp-Name: " + params.get(name).getAsString()
                    : headers;
        }

        private static byte[] http(String headers, byte[] body) {
            String head =
                    "POST /mcp HTTP/1.1\nHost: 127.0.0.1\n" + headers + "\nContent-Length: " + body.length + "\n\n";
            ByteArrayOutputStream all = new ByteArrayOutputStream(head.length() + body.length + 16);
            all.writeBytes(head.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            all.writeBytes(body);
            return all.toByteArray();
        }

        /**
         * Sends a request that may be no HTTP, and says that it is all, so that nobody waits for more; now and then goes
         * away at once, or leaves it to the time limit.
         */
        private boolean broken() throws IOException {
            byte[] request = mutations.mutate(request());
            if (request.length == 0) {
                return false;
            }
            try (Raw raw = new Raw(backplane.port())) {
                int end = mutations.random().nextInt(500);
                if (end < 100) {
                    raw.send(request).reset();
                    return true;
                }
                raw.send(request);
                if (end > 100) {
                    raw.endOutput();
                }
                return answer(raw, request) != null;
            } catch (IOException e) {
                return false;
            }
        }

        private static Raw.Response exchange(Raw raw, byte[] request) throws IOException {
            try {
                raw.send(request);
            } catch (IOException e) {
                return null;
            }
            return answer(raw, request);
        }

        /** Reads the answer; null: the connection was closed instead. */
        private static Raw.Response answer(Raw raw, byte[] request) throws IOException {
            Raw.Response response;
            try {
                response = raw.readUnlessStream();
            } catch (SocketTimeoutException e) {
                throw new AssertionError("a hang on " + new String(request, StandardCharsets.ISO_8859_1), e);
            } catch (IOException e) {
                return null;
            }
            STATUSES.add(response.status());
            if (response.status() >= 500) {
                assertThat(response.code())
                        .as(new String(request, StandardCharsets.ISO_8859_1))
                        .isNotZero();
            }
            String opened = response.headers().get("mcp-session-id");
            if (opened != null) {
                end("Mcp-Session-Id: " + opened);
            }
            return response;
        }

        private static void end(String headers) throws IOException {
            send("DELETE /mcp HTTP/1.1\nHost: 127.0.0.1\n" + headers + "\n\n");
        }
    }
}
