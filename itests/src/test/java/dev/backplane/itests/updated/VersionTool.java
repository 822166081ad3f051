package dev.backplane.itests.updated;

import dev.backplane.api.CallContext;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Answers its bundle's version at once, and is described with it; fails once it was stopped. Thread-safe. */
@Component(service = Tool.class)
public final class VersionTool implements Tool<VersionTool.Nothing> {

    public record Nothing() {}

    private volatile boolean stopped;

    @Deactivate
    void stop() {
        stopped = true;
    }

    @Override
    public ToolInfo<Nothing> info() {
        return ToolInfo.of("version", Nothing.class)
                .description("Answers " + version() + ".")
                .nonBlocking();
    }

    @Override
    public ToolResult call(Nothing arguments, CallContext context) {
        return stopped ? ToolResult.error(version() + " was stopped") : ToolResult.text(version());
    }

    private static String version() {
        return FrameworkUtil.getBundle(VersionTool.class).getVersion().toString();
    }
}
