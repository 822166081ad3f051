package dev.backplane.plugin.container.internal.jvm;

import dev.backplane.api.CallContext;
import dev.backplane.api.Param;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import dev.backplane.plugin.container.internal.Bounds;
import dev.backplane.plugin.container.internal.jvm.HeapSummary.ClassUse;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** Shows how the memory is used. Thread-safe. */
@Component
public final class HeapSummaryTool implements Tool<HeapSummaryTool.Query> {

    private final Heap heap = new Heap();

    public record Query(
            @Param(
                    value = "How many classes to return at most, those that hold the most memory; 0: do not count"
                            + " instances",
                    minimum = 0,
                    maximum = Bounds.MAX_LIMIT,
                    defaultValue = "20")
            int classes,

            @Param(
                    value = "Collect the garbage before counting, so that only live instances count; the JVM pauses",
                    defaultValue = "false")
            boolean live) {}

    @Override
    public ToolInfo<Query> info() {
        return ToolInfo.of("heap_summary", Query.class)
                .title("Show the memory")
                .description("Shows the JVM's heap and other memory, its pools and collectors, and the classes whose"
                        + " instances hold the most. Counting instances pauses the JVM for a moment.")
                .output(HeapSummary.class)
                .readOnly()
                .blocking();
    }

    @Override
    public ToolResult call(Query query, CallContext context) {
        List<ClassUse> histogram = query.classes() == 0 ? List.of() : ClassHistogram.take(query.live());
        return ToolResult.structured(heap.summary(histogram, query.classes()));
    }
}
