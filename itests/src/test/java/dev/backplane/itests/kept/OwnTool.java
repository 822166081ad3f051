package dev.backplane.itests.kept;

import dev.backplane.api.Arguments;
import dev.backplane.api.CallContext;
import dev.backplane.api.ResultCaching;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import org.osgi.service.component.annotations.Component;

/** Its result is for its caller alone. */
@Component(service = Tool.class)
public final class OwnTool implements Tool<Arguments> {

    @Override
    public ToolInfo<Arguments> info() {
        return ToolInfo.json("kept_for_caller", "{\"type\":\"object\"}")
                .readOnly()
                .cached(ResultCaching.forCaller(Made.TIME));
    }

    @Override
    public ToolResult call(Arguments arguments, CallContext context) {
        return ToolResult.text(Made.by(context.caller()));
    }
}
