package dev.backplane.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.api.Arguments;
import dev.backplane.api.Ask;
import dev.backplane.api.CallContext;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import dev.backplane.spi.cache.HeldStatistics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The schemas of tools and of what they ask are compiled once, for as long as their bundle is there. */
class HeldSchemasTest {

    private static final long HOLD = 2_000;
    private static final String INPUT = "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}}}";
    private static final String FORM =
            "{\"type\":\"object\",\"properties\":{\"age\":{\"type\":\"integer\"}},\"required\":[\"age\"]}";

    private final ManualTimer timer = new ManualTimer();
    private final EngineFixture fixture = new EngineFixture(EngineFixture.settings(10_000, HOLD, 3), timer);

    @AfterEach
    void close() {
        fixture.close();
    }

    private Tool<Arguments> asking(String name, long bundle) {
        Tool<Arguments> tool = new Tool<>() {
            @Override
            public ToolInfo<Arguments> info() {
                return ToolInfo.json(name, INPUT);
            }

            @Override
            public ToolResult call(Arguments arguments, CallContext context) {
                return ToolResult.text(
                        "age " + context.ask("form", Ask.form("How old?", FORM)).content());
            }
        };
        fixture.engine.addTool(tool, fixture.from(bundle));
        return tool;
    }

    private String call(String name, String more) throws Exception {
        return fixture.modern("tools/call", "\"name\":\"" + name + "\"" + more).body();
    }

    private String answered(String name, String age) throws Exception {
        return call(name, ",\"inputResponses\":{\"form\":{\"action\":\"accept\",\"content\":{\"age\":" + age + "}}}");
    }

    private HeldStatistics held() {
        return fixture.framework.held("schemas");
    }

    @Test
    void form_askedAndAnsweredManyTimes_isCompiledOnce() throws Exception {
        asking("one", 1);
        assertThat(held().misses()).as("the tool's").isEqualTo(1);
        for (int i = 0; i < 5; i++) {
            assertThat(call("one", "")).contains("How old?");
            assertThat(answered("one", "7")).contains("age {age=7}");
            assertThat(answered("one", "\"seven\"")).contains("-32602").contains("age");
        }
        assertThat(held().misses()).isEqualTo(2);
        assertThat(held().hits()).isEqualTo(14);
        assertThat(held().entries()).isEqualTo(2);
        assertThat(held().bytes()).isGreaterThanOrEqualTo(INPUT.length() + FORM.length());
    }

    @Test
    void tools_withTheSameSchema_shareIt() throws Exception {
        asking("one", 1);
        asking("two", 2);
        assertThat(held().misses()).isEqualTo(1);
        assertThat(call("two", ",\"arguments\":{\"n\":\"x\"}")).contains("Invalid arguments for tool two");
    }

    @Test
    void schemas_ofABundleThatIsUninstalled_areForgotten() throws Exception {
        Tool<Arguments> tool = asking("one", 1);
        call("one", "");
        fixture.engine.removeTool(tool);
        assertThat(held().entries()).as("it may come back").isEqualTo(2);
        fixture.framework.uninstall(1);
        assertThat(held().entries()).isZero();
        assertThat(held().bytes()).isZero();
    }

    @Test
    void schemas_ofABundleThatIsUpdated_areForgottenOnceItsHoldIsOver_andCompiledAgain() throws Exception {
        Tool<Arguments> other = asking("other", 2);
        Tool<Arguments> tool = asking("one", 1);
        call("one", "");
        fixture.engine.removeTool(tool);
        asking("one", 1);
        assertThat(held().misses())
                .as("what has not changed is not compiled again")
                .isEqualTo(2);
        timer.forward(HOLD);
        assertThat(held().entries()).as("the other's").isEqualTo(1);
        assertThat(answered("one", "8")).contains("age {age=8}");
        assertThat(held().misses()).isEqualTo(3);
        fixture.engine.removeTool(other);
    }
}
