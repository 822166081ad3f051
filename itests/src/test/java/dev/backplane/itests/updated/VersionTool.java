package dev.backplane.itests.updated;

import dev.backplane.api.CallContext;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Answers its bundle's version at once; fails once it was stopped. Thread-safe. */
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
        return ToolInfo.of("version", Nothing.class).nonBlocking();
    }

    @Override
    public ToolResult call(Nothing arguments, CallContext context) {
        String version = FrameworkUtil.getBundle(VersionTool.class).getVersion().toString();
        return stopped ? ToolResult.error(version + " was stopped") : ToolResult.text(version);
    }
}
