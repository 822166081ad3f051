package dev.backplane.plugin.container.internal.log;

import dev.backplane.api.CallContext;
import dev.backplane.api.Param;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import dev.backplane.plugin.container.internal.Bounds;
import java.io.IOException;
import java.time.InstantSource;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows the end of the log. Thread-safe. */
@Component
public final class LogTailTool implements Tool<LogTailTool.Query> {

    private final LogSearch search;

    public record Query(
            @Param(
                    value = "How many entries to return at most: the newest",
                    minimum = 1,
                    maximum = Bounds.MAX_LIMIT,
                    defaultValue = Bounds.DEFAULT_LIMIT)
            int limit) {}

    @Activate
    public LogTailTool(@Reference LogLocation location) {
        this(new LogReader(location));
    }

    LogTailTool(LogReader reader) {
        search = new LogSearch(reader, InstantSource.system());
    }

    @Override
    public ToolInfo<Query> info() {
        return ToolInfo.of("log_tail", Query.class)
                .title("Show the end of the log")
                .description("Shows the newest entries of the container's log. Secrets are shown as ***.")
                .output(LogListing.class)
                .readOnly()
                .blocking();
    }

    @Override
    public ToolResult call(Query query, CallContext context) throws IOException {
        return ToolResult.structured(search.find(
                new LogSearchTool.Query(null, null, null, null, null, query.limit()), context::isCancelled));
    }
}
