package dev.backplane.itests.ways;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.backplane.itests.harness.Distribution;
import java.net.URI;
import java.net.http.HttpClient.Version;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** One conversation, replayed by every way in, has the same answers. */
class EquivalenceIT {

    private static final Distribution SERVER = TransportContract.SERVER;

    private static final Map<String, Callable<Talk>> WAYS = new LinkedHashMap<>();

    static {
        WAYS.put("http", () -> HttpTalk.streamable(SERVER.endpoint()));
        WAYS.put("http+sse", () -> HttpTalk.sse(SERVER.endpoint()));
        WAYS.put("https", () -> HttpTalk.tls(TransportContract.secure("https"), Version.HTTP_1_1));
        WAYS.put("http/2", () -> HttpTalk.tls(TransportContract.secure("https"), Version.HTTP_2));
        WAYS.put("websocket", () -> new WebSocketTalk(URI.create("ws://127.0.0.1:" + SERVER.port() + "/mcp")));
        WAYS.put("websocket over tls", () -> new WebSocketTalk(TransportContract.secure("wss")));
        WAYS.put("tcp", () -> LineTalk.tcp(Distribution.PAGED_TCP));
        WAYS.put("unix", () -> LineTalk.unix(SERVER.socket()));
        WAYS.put("stdio", () -> LineTalk.stdio(SERVER.stdio()));
    }

    private static final List<String> RECORDED = List.of(
            TransportContract.initialize("2025-11-25"),
            "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"ping\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}",
            TransportContract.call(2, "echo", "{\"message\":\"same\"}"),
            TransportContract.call(3, "echo", "{\"message\":7}"),
            TransportContract.call(4, "no_such_tool", "{}"),
            TransportContract.call(5, "test_error_handling", "{}"),
            TransportContract.call(6, "test_image_content", "{}"),
            TransportContract.call(7, "test_tool_with_logging", "{}"),
            "{\"jsonrpc\":\"2.0\",\"id\":8,\"method\":\"resources/read\",\"params\":{\"uri\":\"test://static-text\"}}",
            "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"resources/read\",\"params\":{\"uri\":\"test://no-such\"}}",
            "{\"jsonrpc\":\"2.0\",\"id\":10,\"method\":\"resources/templates/list\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":11,\"method\":\"prompts/list\",\"params\":{\"cursor\":\"bad\"}}",
            "{\"jsonrpc\":\"2.0\",\"id\":12,\"method\":\"no/such\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":13,\"method\":\"logging/setLevel\",\"params\":{\"level\":\"loud\"}}",
            "{\"id\":14}");

    private static final List<String> RECORDED_MODERN = List.of(
            TransportContract.modern(1, "server/discover", ""),
            TransportContract.modern(2, "tools/list", ""),
            TransportContract.modern(3, "tools/call", "\"name\":\"echo\",\"arguments\":{\"message\":\"same\"}"),
            TransportContract.modern(4, "tools/call", "\"name\":\"no_such_tool\",\"arguments\":{}"),
            TransportContract.modern(5, "resources/read", "\"uri\":\"test://static-text\""),
            TransportContract.modern(6, "no/such", ""));

    @Test
    void session_isAnsweredAlike() throws Exception {
        answersAreTheSame(RECORDED);
    }

    @Test
    void statelessRequests_areAnsweredAlike() throws Exception {
        answersAreTheSame(RECORDED_MODERN);
    }

    private static void answersAreTheSame(List<String> recorded) throws Exception {
        List<JsonObject> expected = null;
        for (Map.Entry<String, Callable<Talk>> way : WAYS.entrySet()) {
            List<JsonObject> answers = new ArrayList<>();
            try (Talk talk = way.getValue().call()) {
                for (String message : recorded) {
                    answers.add(talk.answer(message));
                }
            }
            if (expected == null) {
                expected = answers;
            } else {
                assertThat(answers).as(way.getKey()).isEqualTo(expected);
            }
        }
    }
}
