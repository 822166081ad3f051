package dev.backplane.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.api.Arguments;
import dev.backplane.api.Ask;
import dev.backplane.api.CallContext;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user fills in reaches the tool only if it satisfies the schema that the tool asked with. */
class FormAnswerTest {

    private static final String SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"age\":{\"type\":\"integer\",\"minimum\":0}},\"required\":[\"age\"]}";

    private final EngineFixture fixture = new EngineFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private void asking(String schema) {
        Tool<Arguments> tool = new Tool<>() {
            @Override
            public ToolInfo<Arguments> info() {
                return ToolInfo.json("age", "{\"type\":\"object\"}");
            }

            @Override
            public ToolResult call(Arguments arguments, CallContext context) {
                Ask.ElicitAnswer answer = context.ask("form", Ask.form("How old?", schema));
                return ToolResult.text(answer.action() + " " + answer.content().get("age"));
            }
        };
        fixture.engine.addTool(tool, fixture.from(1));
    }

    private String answered(String answer) throws Exception {
        return fixture.modern("tools/call", "\"name\":\"age\",\"inputResponses\":{\"form\":" + answer + "}")
                .body();
    }

    @Test
    void accepted_thatFits_reachesTheTool() throws Exception {
        asking(SCHEMA);
        assertThat(answered("{\"action\":\"accept\",\"content\":{\"age\":7,\"more\":1}}"))
                .contains("ACCEPT 7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"age\":\"seven\"}", "{\"age\":-1}", "{\"age\":null}"})
    void accepted_thatDoesNotFit_isRefusedByPathAndRule(String content) throws Exception {
        asking(SCHEMA);
        assertThat(answered("{\"action\":\"accept\",\"content\":" + content + "}"))
                .contains("-32602")
                .contains("'form'")
                .contains("age");
    }

    @Test
    void declined_withoutContent_reachesTheTool() throws Exception {
        asking(SCHEMA);
        assertThat(answered("{\"action\":\"decline\"}")).contains("DECLINE null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"type\":\"object\"", "{\"type\":\"array\"}", "[]"})
    void ask_withABrokenSchema_failsBeforeTheClientIsAsked(String schema) throws Exception {
        asking(schema);
        assertThat(fixture.modern("tools/call", "\"name\":\"age\"").body())
                .contains("\"isError\":true")
                .contains("requestedSchema");
    }
}
