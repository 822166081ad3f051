package dev.backplane.itests.caller;

import dev.backplane.api.Arguments;
import dev.backplane.api.CallContext;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import org.osgi.service.component.annotations.Component;

/** Says which name its caller has proven. */
@Component(service = Tool.class)
public final class CallerTool implements Tool<Arguments> {

    @Override
    public ToolInfo<Arguments> info() {
        return ToolInfo.json("caller", "{\"type\":\"object\"}").readOnly();
    }

    @Override
    public ToolResult call(Arguments arguments, CallContext context) {
        String principal = context.caller().principal();
        return ToolResult.text(principal == null ? "nobody" : principal);
    }
}
