package dev.backplane.itests.kept;

import dev.backplane.api.Arguments;
import dev.backplane.api.CallContext;
import dev.backplane.api.ResultCaching;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import org.osgi.service.component.annotations.Component;

/** Its result is for everybody, and not for long. */
@Component(service = Tool.class)
public final class BriefTool implements Tool<Arguments> {

    @Override
    public ToolInfo<Arguments> info() {
        return ToolInfo.json("kept_briefly", "{\"type\":\"object\"}")
                .readOnly()
                .cached(ResultCaching.forAll(Made.TIME));
    }

    @Override
    public ToolResult call(Arguments arguments, CallContext context) {
        return ToolResult.text(Made.by(null));
    }
}
