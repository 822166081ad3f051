package dev.backplane.itests.ways;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.backplane.itests.harness.Distribution;
import java.net.URI;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What every way in keeps, seen against the running distribution. Each bundle's own tests see what needs a peer of a special
 * kind: that stalled readers are cut, limits of time and number, and draining.
 */
abstract class TransportContract {

    static final Distribution SERVER = Distribution.paged();

    /** Connects. */
    abstract Talk connect() throws Exception;

    /** Where TLS is served. */
    static URI secure(String scheme) {
        return URI.create(scheme + "://127.0.0.1:" + Distribution.PAGED_TLS + "/mcp");
    }

    static String initialize(String version) {
        return "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"" + version
                + "\",\"capabilities\":{},\"clientInfo\":{\"name\":\"way\",\"version\":\"1\"}}}";
    }

    static String call(int id, String tool, String arguments) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                + "\",\"arguments\":" + arguments + "}}";
    }

    static String modern(int id, String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method
                + "\",\"params\":{\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                + "\"io.modelcontextprotocol/clientCapabilities\":{}}" + (params.isEmpty() ? "" : "," + params) + "}}";
    }

    Talk session(String version) throws Exception {
        Talk talk = connect();
        JsonObject opened = talk.answer(initialize(version));
        assertThat(opened.getAsJsonObject("result").get("protocolVersion").getAsString())
                .isEqualTo(version);
        talk.say("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        return talk;
    }

    private static String text(JsonObject answer) {
        assertThat(answer.has("result")).as(answer.toString()).isTrue();
        return answer.getAsJsonObject("result")
                .getAsJsonArray("content")
                .get(0)
                .getAsJsonObject()
                .get("text")
                .getAsString();
    }

    @Test
    void connect_everyRevision_isServed() throws Exception {
        for (String version : new String[] {"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"}) {
            try (Talk talk = session(version)) {
                assertThat(text(talk.answer(call(1, "echo", "{\"message\":\"Grüße 世界 😀\"}"))))
                        .isEqualTo("Grüße 世界 😀");
            }
        }
        try (Talk talk = connect()) {
            JsonObject discovered = talk.answer(modern(1, "server/discover", ""));
            assertThat(discovered.toString()).contains("supportedVersions");
            assertThat(text(talk.answer(
                            modern(2, "tools/call", "\"name\":\"echo\",\"arguments\":{\"message\":\"modern\"}"))))
                    .isEqualTo("modern");
        }
    }

    @Test
    void order_messagesOfACall_comeBeforeItsAnswer() throws Exception {
        try (Talk talk = session("2025-06-18")) {
            talk.say("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":"
                    + "\"test_tool_with_progress\",\"arguments\":{},\"_meta\":{\"progressToken\":\"p\"}}}");
            for (int progress : new int[] {0, 50, 100}) {
                JsonObject message = talk.nextObject();
                assertThat(message.get("method").getAsString()).isEqualTo("notifications/progress");
                assertThat(message.getAsJsonObject("params").get("progress").getAsInt())
                        .isEqualTo(progress);
            }
            assertThat(talk.nextObject().get("id").getAsInt()).isEqualTo(7);
        }
    }

    @Test
    void manyAtOnce_eachIsAnsweredOnce() throws Exception {
        try (Talk talk = session("2025-11-25")) {
            Set<Integer> ids = new HashSet<>();
            for (int id = 1; id <= 100; id++) {
                talk.say("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"ping\"}");
            }
            for (int i = 0; i < 100; i++) {
                ids.add(talk.nextObject().get("id").getAsInt());
            }
            assertThat(ids).hasSize(100);
            assertThat(talk.isQuiet()).isTrue();
        }
    }

    @Test
    void cancel_endsTheCall_withoutAnAnswer() throws Exception {
        try (Talk talk = session("2025-11-25")) {
            talk.say(call(5, "slow", "{\"millis\":60000}"));
            talk.say("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":5}}");
            assertThat(text(talk.answer(call(6, "echo", "{\"message\":\"after\"}"))))
                    .isEqualTo("after");
            assertThat(talk.isQuiet()).isTrue();
        }
    }

    @Test
    void closedInMidMessage_othersAreServed() throws Exception {
        try (Talk other = session("2025-11-25")) {
            connect().breakOff("{\"jsonrpc\":\"2.0\",\"id\":1,\"meth");
            assertThat(text(other.answer(call(1, "echo", "{\"message\":\"here\"}"))))
                    .isEqualTo("here");
        }
    }

    @Test
    void largeMessage_comesWhole_tooLargeOneIsRefused() throws Exception {
        try (Talk talk = session("2025-11-25")) {
            String large = "x".repeat(500_000);
            assertThat(text(talk.answer(call(1, "echo", "{\"message\":\"" + large + "\"}"))))
                    .isEqualTo(large);
        }
        try (Talk talk = session("2025-11-25")) {
            refuses(talk, call(2, "echo", "{\"message\":\"" + "x".repeat(5_000_000) + "\"}"));
        }
    }

    /** Sees that a message is refused that is larger than allowed. */
    void refuses(Talk talk, String tooLarge) throws Exception {
        JsonObject refused = talk.answer(tooLarge);
        assertThat(refused.has("error")).isTrue();
        assertThat(refused.toString()).contains("BytesMax = 4194304");
    }

    @Test
    void noMessage_atAll_isAnsweredAsSuch() throws Exception {
        try (Talk talk = session("2025-11-25")) {
            assertThat(talk.answer("{\"jsonrpc\":").toString()).contains("-32700");
            assertThat(talk.answer("{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"ping\"}")
                            .get("id")
                            .getAsInt())
                    .isEqualTo(3);
        }
    }
}
