package dev.backplane.spi.codec;

import static dev.backplane.spi.codec.CodecContract.slice;
import static dev.backplane.spi.codec.CodecContract.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a codec tells messages apart and cuts them into slices. */
abstract class CodecMessageContract {

    protected abstract Codec codec();

    @Test
    void decode_request_indexesParams() {
        Message message = codec().decode(within("""
                                { "jsonrpc" : "2.0" , "id" : 7 , "method" : "tools/call" ,
                                  "params" : { "name" : "\u5929\u6c17" , "arguments" : { "a" : [ 1 , 2 ] } , "_meta" : { } } , "x" : 1 }
                                """));
        Message.Request request = (Message.Request) message;
        assertThat(request.id().text()).isEqualTo("7");
        assertThat(request.method()).isEqualTo("tools/call");
        assertThat(request.params().members())
                .extracting(Members.Member::name)
                .containsExactly("name", "arguments", "_meta");
        assertThat(request.params().members())
                .extracting(member -> member.value().text())
                .containsExactly("\"\u5929\u6c17\"", "{ \"a\" : [ 1 , 2 ] }", "{ }");
    }

    @Test
    void decode_membersInAnyOrder_sameMessage() {
        Message first = codec().decode(slice("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\",\"params\":{\"a\":1}}"));
        Message second = codec().decode(slice("{\"params\":{\"a\":1},\"method\":\"m\",\"id\":1,\"jsonrpc\":\"2.0\"}"));
        assertThat(second).isEqualTo(first).isInstanceOf(Message.Request.class);
    }

    @Test
    void decode_escapedNamesAndMethod_areTheSame() {
        Message message = codec().decode(
                        slice(
                                "{\"\\u006asonrpc\":\"2\\u002e0\",\"i\\u0064\":1,\"method\":\"tools\\/call\",\"params\":{\"n\\u0061me\":1}}"));
        Message.Request request = (Message.Request) message;
        assertThat(request.method()).isEqualTo("tools/call");
        assertThat(request.params().get("name").text()).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "0",
                "-0",
                "-7",
                "9007199254740993",
                "123456789012345678901234567890",
                "\"\"",
                "\"1\"",
                "\"abc\"",
                "\"\\u0061\"",
                "\"\u65e5\u672c\""
            })
    void decode_usableId_keptAsItStands(String id) {
        Message.Request request =
                (Message.Request) codec().decode(within("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"m\"}"));
        assertThat(request.id().text()).isEqualTo(id);
        assertThat(request.params()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "true", "1.5", "1.0", "1e3", "[]", "{}", "[1]", "{\"id\":1}"})
    void decode_otherId_invalidWithoutId(String id) {
        Message.Invalid invalid = invalid("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"m\"}");
        assertThat(invalid.id()).isNull();
        assertThat(invalid.problem()).isEqualTo("id must be a string or an integer");
    }

    @Test
    void decode_noId_notification() {
        assertThat(codec().decode(slice("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}")))
                .isEqualTo(new Message.Notification("notifications/initialized", null));
        assertThat(codec().decode(slice("{\"jsonrpc\":\"2.0\",\"method\":\"x\",\"params\":{}}")))
                .isEqualTo(new Message.Notification("x", Members.NONE));
    }

    @Test
    void decode_result_response() {
        assertThat(codec().decode(within("{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"result\": {\"x\":1} }")))
                .isEqualTo(new Message.Response(slice("\"a\""), slice("{\"x\":1}"), null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"id\":null,", ""})
    void decode_errorWithoutId_response(String id) {
        assertThat(codec().decode(
                                slice("{\"jsonrpc\":\"2.0\"," + id + "\"error\":{\"code\":-32700,\"message\":\"m\"}}")))
                .isEqualTo(new Message.Response(null, null, slice("{\"code\":-32700,\"message\":\"m\"}")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "{'jsonrpc':'2.0','id':1,'method':'m','params':[]}|1|params must be an object",
                "{'jsonrpc':'2.0','id':1,'method':'m','params':null}|1|params must be an object",
                "{'jsonrpc':'2.0','method':'m','params':'x'}||params must be an object",
                "{'jsonrpc':'1.0','id':'a','method':'m'}|'a'|jsonrpc must be '2.0'",
                "{'jsonrpc':2.0,'id':1,'method':'m'}|1|jsonrpc must be '2.0'",
                "{'id':1,'method':'m'}|1|jsonrpc must be '2.0'",
                "{}||jsonrpc must be '2.0'",
                "{'jsonrpc':'2.0','id':1,'method':1}|1|method must be a string",
                "{'jsonrpc':'2.0','id':1,'method':null}|1|method must be a string",
                "{'jsonrpc':'2.0','id':1}|1|method is missing",
                "{'jsonrpc':'2.0','id':1,'result':{},'error':{}}|1|a response must have either result or error",
                "{'jsonrpc':'2.0','id':1,'method':'m','result':{}}|1|a message with a method must have neither result nor error",
                "{'jsonrpc':'2.0','id':null,'result':{}}||id must be a string or an integer",
                "{'jsonrpc':'2.0','result':{}}||id must be a string or an integer",
                "{'jsonrpc':'2.0','id':1.5,'error':{}}||id must be a string or an integer",
                "{'jsonrpc':'2.0','id':1,'error':'x'}|1|error must be an object",
                "[]||empty batch",
                "1||a message must be an object, or an array of them",
                "'x'||a message must be an object, or an array of them",
                "null||a message must be an object, or an array of them"
            })
    void decode_jsonButNoMessage_invalid(String json, String id, String problem) {
        Message.Invalid invalid = invalid(json.replace('\'', '"'));
        assertThat(invalid.id() == null ? null : invalid.id().text())
                .isEqualTo(id == null ? null : id.replace('\'', '"'));
        assertThat(invalid.problem()).isEqualTo(problem.replace('\'', '"'));
    }

    @Test
    void decode_invalidMessageThatIsAlsoBroken_isReportedAsBroken() {
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> codec().decode(slice("{\"jsonrpc\":\"1.0\",\"params\":[1,}")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":1,\"method\":\"m\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"\\u0069d\":1,\"method\":\"m\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\",\"x\":1,\"x\":2}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\",\"params\":{\"a\":1,\"b\":2,\"a\":3}}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\",\"params\":{},\"params\":{}}"
            })
    void decode_duplicateNames_refused(String json) {
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> codec().decode(slice(json)))
                .withMessageContaining("duplicate");
    }

    @Test
    void members_duplicateNames_refused() {
        for (String json :
                new String[] {"{\"a\":1,\"a\":1}", "{\"\u00e9\":1,\"\\u00e9\":1}", "{\"\":1,\"\":1}", many(100, 99)}) {
            assertThatExceptionOfType(CodecException.class)
                    .isThrownBy(() -> codec().members(slice(json)))
                    .withMessageContaining("duplicate");
        }
    }

    @Test
    void members_manyDistinct_keptInOrder() {
        Members members = codec().members(within(many(200_000, 200_000)));
        assertThat(members.members()).hasSize(200_001);
        assertThat(members.members().get(12_345).name()).isEqualTo("n12345");
        assertThat(members.get("n77").text()).isEqualTo("77");
    }

    @Test
    void members_nestedDuplicates_areNotLookedAt() {
        assertThat(codec().members(slice(" {\"a\":{\"b\":1,\"b\":2}} "))
                        .get("a")
                        .text())
                .isEqualTo("{\"b\":1,\"b\":2}");
    }

    @Test
    void members_result_isImmutable() {
        List<Members.Member> members = codec().members(slice("{\"a\":1}")).members();
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> members.remove(0));
        assertThat(codec().members(slice("{}"))).isEqualTo(Members.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "\"a\"", "null", "", "{} {}", "{\"a\":}"})
    void members_noObject_refused(String json) {
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> codec().members(slice(json)));
    }

    @Test
    void decode_batchAtAndOverTheBound_isCutOrInvalid() {
        Slice most = Slice.of(("[" + "1,".repeat(Codec.MAX_BATCH - 1) + "1]").getBytes(StandardCharsets.UTF_8));
        Slice more = Slice.of(("[" + "1,".repeat(Codec.MAX_BATCH) + "1]").getBytes(StandardCharsets.UTF_8));
        assertThat(((Message.Batch) codec().decode(most)).elements()).hasSize(Codec.MAX_BATCH);
        assertThat(((Message.Invalid) codec().decode(more)).problem()).contains("10000");
    }

    @Test
    void decode_batch_cutIntoElements() {
        Message.Batch batch = (Message.Batch)
                codec().decode(
                                within(
                                        " [ {\"jsonrpc\":\"2.0\",\"method\":\"a\"} , {\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"b\"},1, [ ] ] "));
        assertThat(batch.elements())
                .extracting(Slice::text)
                .containsExactly(
                        "{\"jsonrpc\":\"2.0\",\"method\":\"a\"}",
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"b\"}",
                        "1",
                        "[ ]");
        assertThat(codec().decode(batch.elements().get(1))).isInstanceOf(Message.Request.class);
        assertThat(codec().decode(batch.elements().get(2))).isInstanceOf(Message.Invalid.class);
    }

    private Message.Invalid invalid(String json) {
        return (Message.Invalid) codec().decode(slice(json));
    }

    /** An object with members n0 … and one more, named after {@code last}. */
    private static String many(int count, int last) {
        return IntStream.range(0, count).mapToObj(i -> "\"n" + i + "\":" + i).collect(Collectors.joining(",", "{", ","))
                + "\"n" + last + "\":0}";
    }
}
