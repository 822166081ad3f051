package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.Ask;
import dev.backplane.api.CallContext;
import dev.backplane.api.TaskSupport;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import java.util.LinkedHashMap;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** Asks two things through its task, which may be answered one by one (SEP-2663). Stateless, thus thread-safe. */
@Component
public final class MultiInputTool implements Tool<NoArguments> {

    @Override
    public ToolInfo<NoArguments> info() {
        return ToolInfo.of("multi_input", NoArguments.class)
                .description("A task that asks the user two things at once.")
                .readOnly()
                .tasks(TaskSupport.OPTIONAL);
    }

    @Override
    public ToolResult call(NoArguments arguments, CallContext context) {
        Map<String, Ask<?>> questions = new LinkedHashMap<>();
        questions.put("name", Ask.form("What is your name?", Samples.stringForm("name")));
        questions.put("confirm", Ask.form("Is that right?", Samples.booleanForm("confirm")));
        Map<String, Object> answers = context.askAll(questions);
        return ToolResult.text("Got " + String.join(", ", answers.keySet()));
    }
}
