package dev.backplane.plugin.container.internal.jvm;

import dev.backplane.api.CallContext;
import dev.backplane.api.Param;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import dev.backplane.plugin.container.internal.Bounds;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;

/** Shows the threads. Thread-safe. */
@Component
public final class ThreadsDumpTool implements Tool<ThreadsDumpTool.Query> {

    private final Threads threads = new Threads();

    public record Query(
            @Param("A part of the thread's name, in any case") @Nullable
            String name,

            @Param("Only threads in this state") Thread.@Nullable State state,

            @Param(value = "Only threads that are deadlocked", defaultValue = "false")
            boolean deadlockedOnly,

            @Param(
                    value = "How many frames of each stack to return at most",
                    minimum = 0,
                    maximum = 200,
                    defaultValue = "20")
            int depth,

            @Param(
                    value = "How many threads to return at most",
                    minimum = 1,
                    maximum = Bounds.MAX_LIMIT,
                    defaultValue = Bounds.DEFAULT_LIMIT)
            int limit) {}

    @Override
    public ToolInfo<Query> info() {
        return ToolInfo.of("threads_dump", Query.class)
                .title("Show the threads")
                .description("Shows the threads of the JVM with state, processor time, stack and what they wait for,"
                        + " how many are in each state, and which are deadlocked.")
                .output(ThreadDump.class)
                .readOnly()
                .blocking();
    }

    @Override
    public ToolResult call(Query query, CallContext context) {
        return ToolResult.structured(threads.dump(query));
    }
}
