package dev.backplane.itests.faulty;

import dev.backplane.api.CallContext;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import org.osgi.service.component.annotations.Component;

/** Sets what goes wrong next in the variants of this bundle. Thread-safe: it has no state of its own. */
@Component(service = Tool.class)
public final class FaultTool implements Tool<FaultTool.Wish> {

    /**
     * @param kind none, throw, hang, stop or omit
     * @param step trial, copy, drain, serve or clear
     * @param after how often the step is done well before
     */
    public record Wish(String kind, String step, int after) {}

    @Override
    public ToolInfo<Wish> info() {
        return ToolInfo.of("fault", Wish.class).nonBlocking();
    }

    @Override
    public ToolResult call(Wish wish, CallContext context) {
        Fault.set(wish.kind(), wish.step(), wish.after());
        return ToolResult.text("set");
    }
}
