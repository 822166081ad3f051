package dev.backplane.shell.internal;

import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.tool.ToolActivity;
import dev.backplane.spi.transport.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;

/** {@code mcp:tools}: the tools as clients see them, and how their calls go. */
@Service
@Command(scope = "mcp", name = "tools", description = "Lists the tools that clients see")
public final class ToolsAction extends McpAction {

    static final long TIMEOUT_MILLIS = 10_000;

    @Argument(
            name = "filter",
            description = "Only tools whose name or title contains this, in whatever case",
            valueToShowInHelp = "")
    @Completion(ToolNames.class)
    @Nullable
    String filter;

    @Reference(optional = true)
    @Nullable
    Endpoint endpoint;

    @Nullable
    Codec codec;

    @Nullable
    Registry registry;

    @Override
    void run() throws CommandException, InterruptedException {
        Codec active = active(codec, Codec.class);
        List<Map<String, Object>> tools = door(endpoint, active, version()).list("tools/list", "tools", TIMEOUT_MILLIS);
        tools.removeIf(tool -> !matches(tool));
        registry = active(registry, Registry.class);
        if (json) {
            tools.forEach(tool -> {
                ToolActivity activity = activity(tool);
                if (activity != null) {
                    tool.put("activity", ToolText.json(activity));
                }
            });
            out.println(JsonText.line(tools));
            return;
        }
        Table table = new Table("NAME", "TITLE", "HINTS", "STATE", "RUNS", "CALLS", "FAILED", "P99");
        long heldUp = 0;
        for (Map<String, Object> tool : tools) {
            ToolActivity activity = activity(tool);
            String[] cells = activity == null ? ToolText.UNSEEN : ToolText.cells(activity);
            table.row(
                    text(tool, "name"),
                    text(tool, "title"),
                    hints(tool),
                    cells[0],
                    cells[1],
                    cells[2],
                    cells[3],
                    cells[4]);
            heldUp += activity == null ? 0 : activity.heldUpNanos();
        }
        table.print(out, width());
        if (heldUp > 0) {
            out.println("Their calls have held up I/O threads for " + ToolText.time(heldUp) + " in all");
        }
    }

    private @Nullable ToolActivity activity(Map<String, Object> tool) {
        Entry entry = registry == null ? null : registry.lookup(new Key(ToolActivity.KIND, text(tool, "name")));
        return entry != null && entry.value() instanceof ToolActivity activity ? activity : null;
    }

    private boolean matches(Map<String, Object> tool) {
        if (filter == null) {
            return true;
        }
        String wanted = filter.toLowerCase(Locale.ROOT);
        return text(tool, "name").toLowerCase(Locale.ROOT).contains(wanted)
                || text(tool, "title").toLowerCase(Locale.ROOT).contains(wanted);
    }

    private static String text(Map<String, Object> tool, String member) {
        return tool.get(member) instanceof String text ? text : "";
    }

    /** Names what the tool says of itself; a hint it does not give is left out. */
    static String hints(Map<String, Object> tool) {
        if (!(tool.get("annotations") instanceof Map<?, ?> annotations)) {
            return "";
        }
        List<String> hints = new ArrayList<>();
        hint(hints, annotations, "readOnlyHint", "read-only", "writes");
        hint(hints, annotations, "destructiveHint", "destructive", "");
        hint(hints, annotations, "idempotentHint", "idempotent", "");
        hint(hints, annotations, "openWorldHint", "open-world", "");
        return String.join(", ", hints);
    }

    private static void hint(List<String> hints, Map<?, ?> annotations, String name, String yes, String no) {
        String word = Boolean.TRUE.equals(annotations.get(name))
                ? yes
                : Boolean.FALSE.equals(annotations.get(name)) ? no : "";
        if (!word.isEmpty()) {
            hints.add(word);
        }
    }
}
