package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.CallContext;
import dev.backplane.api.Param;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import org.osgi.service.component.annotations.Component;

/** Has a parameter that is mirrored in a header (SEP-2243). Stateless, thus thread-safe. */
@Component
public final class HeaderParameterTool implements Tool<HeaderParameterTool.Args> {

    public record Args(
            @Param(value = "Where to run", header = "Region")
            String region) {}

    @Override
    public ToolInfo<Args> info() {
        return ToolInfo.of("test_header_parameter", Args.class)
                .description("Takes a parameter that travels as an HTTP header too.")
                .readOnly()
                .nonBlocking();
    }

    @Override
    public ToolResult call(Args arguments, CallContext context) {
        return ToolResult.text("region=" + arguments.region());
    }
}
