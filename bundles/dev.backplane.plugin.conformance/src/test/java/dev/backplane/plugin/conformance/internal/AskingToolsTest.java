package dev.backplane.plugin.conformance.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.api.Ask;
import dev.backplane.api.Content;
import dev.backplane.api.InputRequired;
import dev.backplane.api.ToolResult;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AskingToolsTest {

    private static final NoArguments NONE = new NoArguments();

    @Test
    void capabilities_clientThatOnlySamples_isAskedThatAlone() {
        ScriptedContext context = new ScriptedContext(Ask.Sample.class);
        assertThatThrownBy(() -> new InputCapabilitiesTool().call(NONE, context))
                .isInstanceOf(InputRequired.class);
        assertThat(context.asked).containsExactly("greeting");
    }

    @Test
    void capabilities_clientThatCannotBeAsked_isAnswered() {
        ScriptedContext context = new ScriptedContext();
        assertThat(text(new InputCapabilitiesTool().call(NONE, context))).contains("cannot be asked");
        assertThat(context.asked).isEmpty();
    }

    @Test
    void multiRound_firstAnswered_asksTheSecond() {
        ScriptedContext context = new ScriptedContext().answered("step1", Map.of("name", "Alice"));
        assertThatThrownBy(() -> new InputMultiRoundTool().call(NONE, context)).isInstanceOf(InputRequired.class);
        assertThat(context.asked).containsExactly("step1", "step2");
    }

    @Test
    void multiRound_bothAnswered_usesBoth() {
        ScriptedContext context = new ScriptedContext()
                .answered("step1", Map.of("name", "Alice"))
                .answered("step2", Map.of("color", "blue"));
        assertThat(text(new InputMultiRoundTool().call(NONE, context))).isEqualTo("Alice likes blue");
    }

    @Test
    void inputThenTask_answered_detachesAfterAsking() throws InterruptedException {
        ScriptedContext context = new ScriptedContext().answered("user_name", Map.of("name", "Alice"));
        context.cancelled = true; // so that it does not wait
        assertThat(text(new InputThenTaskTool().call(NONE, context))).contains("Alice");
        assertThat(context.done).first().isEqualTo("detach");
    }

    @Test
    void confirmDelete_refused_keeps() {
        ScriptedContext context = new ScriptedContext().answered("confirm", Map.of("confirm", false));
        assertThat(text(new ConfirmDeleteTool().call(new ConfirmDeleteTool.Args("a.txt"), context)))
                .isEqualTo("Kept a.txt");
    }

    @Test
    void slowCompute_cancelled_endsAtOnceWithAnError() throws InterruptedException {
        ScriptedContext context = new ScriptedContext();
        context.cancelled = true;
        ToolResult result = new SlowComputeTool().call(new SlowComputeTool.Args(600, "x"), context);
        assertThat(result.isError()).isTrue();
    }

    private static String text(ToolResult result) {
        return ((Content.Text) result.content().get(0)).text();
    }
}
