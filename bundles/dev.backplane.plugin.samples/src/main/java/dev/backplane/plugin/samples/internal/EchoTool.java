package dev.backplane.plugin.samples.internal;

import dev.backplane.api.CallContext;
import dev.backplane.api.Param;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import org.osgi.service.component.annotations.Component;

/** Answers its message as text, on the I/O thread. Stateless, thus thread-safe. */
@Component
public final class EchoTool implements Tool<EchoTool.Message> {

    public record Message(@Param("What to answer") String message) {}

    @Override
    public ToolInfo<Message> info() {
        ToolInfo<Message> info = ToolInfo.of("echo", Message.class).title("Echo");
        return info.description("Answers its message as text.").readOnly().nonBlocking();
    }

    @Override
    public ToolResult call(Message arguments, CallContext context) {
        return ToolResult.text(arguments.message());
    }
}
