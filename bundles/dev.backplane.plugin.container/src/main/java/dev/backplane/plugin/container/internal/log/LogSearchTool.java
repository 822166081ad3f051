package dev.backplane.plugin.container.internal.log;

import dev.backplane.api.CallContext;
import dev.backplane.api.Param;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import dev.backplane.plugin.container.internal.Bounds;
import java.io.IOException;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Searches the log. Thread-safe. */
@Component
public final class LogSearchTool implements Tool<LogSearchTool.Query> {

    private final LogSearch search;

    public record Query(
            @Param(value = "A text that the entry contains, stack trace included, in any case", maxLength = 1_000)
            @Nullable
            String text,

            @Param(value = "A regular expression (Java) that the entry contains a match of", maxLength = 1_000)
            @Nullable
            String regex,

            @Param("Only entries at least as grave") @Nullable
            Severity level,

            @Param("A part of the logger's name, in any case") @Nullable
            String logger,

            @Param("Only entries since then: a duration back from now (PT15M), or a time (2026-11-23T12:00:00Z)")
            @Nullable
            String since,

            @Param(
                    value = "How many entries to return at most: the newest",
                    minimum = 1,
                    maximum = Bounds.MAX_LIMIT,
                    defaultValue = Bounds.DEFAULT_LIMIT)
            int limit) {}

    @Activate
    public LogSearchTool(@Reference LogLocation location) {
        this(new LogReader(location), InstantSource.system());
    }

    LogSearchTool(LogReader reader, InstantSource clock) {
        search = new LogSearch(reader, clock);
    }

    @Override
    public ToolInfo<Query> info() {
        return ToolInfo.of("log_search", Query.class)
                .title("Search the log")
                .description(
                        "Finds the newest entries of the container's log that match a text or regular expression,"
                                + " level, logger and time; stack traces included, rotated files too. Secrets are shown as ***.")
                .output(LogListing.class)
                .readOnly()
                .blocking();
    }

    @Override
    public ToolResult call(Query query, CallContext context) throws IOException {
        return ToolResult.structured(search.find(query, context::isCancelled));
    }
}
