package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.Ask;
import dev.backplane.api.CallContext;
import dev.backplane.api.Param;
import dev.backplane.api.TaskSupport;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import org.osgi.service.component.annotations.Component;

/** Asks through its task (SEP-2663). Stateless, thus thread-safe. */
@Component
public final class ConfirmDeleteTool implements Tool<ConfirmDeleteTool.Args> {

    public record Args(@Param("The file to delete") String filename) {}

    @Override
    public ToolInfo<Args> info() {
        return ToolInfo.of("confirm_delete", Args.class)
                .description("A task that asks the user before it deletes; nothing is deleted.")
                .readOnly()
                .tasks(TaskSupport.OPTIONAL);
    }

    @Override
    public ToolResult call(Args arguments, CallContext context) {
        Ask.ElicitAnswer answer = context.ask(
                "confirm", Ask.form("Delete " + arguments.filename() + "?", Samples.booleanForm("confirm")));
        boolean confirmed =
                answer.accepted() && Boolean.TRUE.equals(answer.content().get("confirm"));
        return ToolResult.text((confirmed ? "Deleted " : "Kept ") + arguments.filename());
    }
}
