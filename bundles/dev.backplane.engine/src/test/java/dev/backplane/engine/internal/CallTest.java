package dev.backplane.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.api.Arguments;
import dev.backplane.api.CallContext;
import dev.backplane.api.Prompt;
import dev.backplane.api.PromptInfo;
import dev.backplane.api.PromptResult;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CallTest extends EngineTestBase {

    @Test
    void call_wrongInManyWays_isAnsweredEachTime() throws Exception {
        echo();
        tool(named("thrower"), (arguments, context) -> {
            throw new IllegalStateException("broken pipe");
        });
        tool(named("overflow"), (arguments, context) -> {
            throw new StackOverflowError();
        });
        tool(
                ToolInfo.json("liar", "{\"type\":\"object\"}")
                        .outputSchema("{\"type\":\"object\",\"required\":[\"n\"]}"),
                (Arguments arguments, CallContext context) -> ToolResult.structured(java.util.Map.of("m", 1)));
        assertThat(fixture.modern("tools/call", "\"name\":\"none\"").body())
                .contains("-32602")
                .contains("none");
        assertThat(fixture.modern("tools/call", "\"name\":\"echo\",\"arguments\":{}")
                        .body())
                .contains("\"isError\":true")
                .contains("message");
        assertThat(fixture.modern("tools/call", "\"name\":\"echo\",\"arguments\":[]")
                        .body())
                .contains("-32602");
        assertThat(fixture.modern("tools/call", "\"name\":\"thrower\"").body())
                .contains("\"isError\":true")
                .contains("broken pipe");
        assertThat(fixture.modern("tools/call", "\"name\":\"overflow\"").body()).contains("\"isError\":true");
        assertThat(fixture.modern("tools/call", "\"name\":\"liar\"").body())
                .contains("\"isError\":true")
                .contains("output schema");
        assertThat(fixture.modern("tools/call", "\"name\":\"echo\",\"arguments\":{\"message\":\"ok\"}")
                        .body())
                .contains("\"text\":\"ok\"");
    }

    @Test
    void call_resultThatIsNoJson_isAnsweredWithAnInternalError() throws Exception {
        tool(
                named("odd"),
                (arguments, context) ->
                        new ToolResult(java.util.List.of(), null, false, java.util.Map.of("x", new Object())));
        FakeExchange exchange = fixture.modern("tools/call", "\"name\":\"odd\"");
        assertThat(exchange.body())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":7,\"error\":"
                        + "{\"code\":-32603,\"message\":\"The answer of odd could not be written as JSON\"}}");
        assertThat(exchange.status()).isEqualTo(500);
    }

    @Test
    void call_overItsTimeLimit_isEndedWithAnError() throws Exception {
        tool(named("slow").timeLimit(Duration.ofMillis(20)), (arguments, context) -> untilCancelled(context, started));
        assertThat(fixture.modern("tools/call", "\"name\":\"slow\"").body()).contains("time limit of 20 ms");
    }

    @Test
    void list_longerThanAPage_isPaged_badCursorIsRefused() throws Exception {
        for (int i = 0; i < 4; i++) {
            tool(named("t" + i), (arguments, context) -> ToolResult.text("x"));
        }
        String first = fixture.modern("tools/list", "").body();
        assertThat(first).contains("t0").contains("t2").doesNotContain("t3").contains("\"ttlMs\":7");
        String cursor = first.substring(first.indexOf("\"nextCursor\":\"") + 14);
        cursor = cursor.substring(0, cursor.indexOf('"'));
        assertThat(fixture.modern("tools/list", "\"cursor\":\"" + cursor + "\"").body())
                .contains("t3")
                .doesNotContain("t2")
                .doesNotContain("nextCursor");
        assertThat(fixture.modern("tools/list", "\"cursor\":\"!\"").body()).contains("-32602");
    }

    @Test
    void prompt_withMissingArgument_isRefused() throws Exception {
        fixture.engine.addPrompt(
                new Prompt() {
                    @Override
                    public PromptInfo info() {
                        return PromptInfo.of("p").required("who", "whom to greet");
                    }

                    @Override
                    public PromptResult get(java.util.Map<String, String> arguments, CallContext context) {
                        return PromptResult.user("Hi " + arguments.get("who"));
                    }
                },
                fixture.from(1));
        assertThat(fixture.modern("prompts/get", "\"name\":\"p\"").body()).contains("needs the argument who");
        assertThat(fixture.modern("prompts/get", "\"name\":\"p\",\"arguments\":{\"who\":\"Ada\"}")
                        .body())
                .contains("Hi Ada");
    }
}
