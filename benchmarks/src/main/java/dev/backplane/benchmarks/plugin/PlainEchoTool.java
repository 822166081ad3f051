package dev.backplane.benchmarks.plugin;

import dev.backplane.api.CallContext;
import dev.backplane.api.Param;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;

/** The sample {@code echo}, but for its name, and that it does not say where it may run. Stateless, thus thread-safe. */
public final class PlainEchoTool implements Tool<PlainEchoTool.Message> {

    public record Message(@Param("What to answer") String message) {}

    @Override
    public ToolInfo<Message> info() {
        ToolInfo<Message> info = ToolInfo.of("plain_echo", Message.class).title("Echo");
        return info.description("Answers its message as text.").readOnly();
    }

    @Override
    public ToolResult call(Message arguments, CallContext context) {
        return ToolResult.text(arguments.message());
    }
}
