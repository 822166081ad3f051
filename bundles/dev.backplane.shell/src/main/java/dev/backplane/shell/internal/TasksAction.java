package dev.backplane.shell.internal;

import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.session.SessionStore;
import dev.backplane.spi.session.TaskActivity;
import dev.backplane.spi.session.TaskMonitor;
import dev.backplane.spi.session.TaskRecord;
import dev.backplane.spi.session.TaskStatistics;
import dev.backplane.spi.session.TaskStatus;
import java.time.Clock;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;

/** {@code mcp:tasks}: what runs first, then what has ended, the newest first. */
@Service
@Command(scope = "mcp", name = "tasks", description = "Lists the tasks that run, and those whose results are kept")
public final class TasksAction extends McpAction {

    /** Enough to tell tasks apart; a whole id would let its reader ask for the result. */
    private static final int ID_SHOWN = 8;

    private static final Comparator<TaskRecord> ORDER = Comparator.comparing(
                    (TaskRecord task) -> task.status().terminal())
            .thenComparing(TaskRecord::id, Comparator.reverseOrder());

    @Option(name = "--limit", description = "How many at most", valueToShowInHelp = "1000")
    int limit = 1000;

    @Option(name = "--running", description = "Leave out those that have ended")
    boolean running;

    @Reference(optional = true)
    @Nullable
    TaskMonitor monitor;

    @Nullable
    SessionStore sessions;

    @Nullable
    Registry registry;

    Clock clock = Clock.systemUTC();

    @Override
    void run() throws CommandException {
        if (limit < 1) {
            throw failure("--limit is " + limit + ", must be at least 1");
        }
        registry = active(registry, Registry.class);
        SessionStore store = need(active(sessions, SessionStore.class), "an active session store");
        TreeSet<TaskRecord> first = new TreeSet<>(ORDER);
        long[] all = {0};
        store.tasks().stream().map(this::now).forEach(task -> {
            if (!running || !task.status().terminal()) {
                all[0]++;
                first.add(task);
                if (first.size() > limit) {
                    first.pollLast();
                }
            }
        });
        List<Map<String, Object>> rows = first.stream().map(this::describe).toList();
        TaskStatistics statistics = monitor == null ? null : monitor.taskStatistics();
        if (json) {
            Map<String, Object> whole = new LinkedHashMap<>();
            whole.put("tasks", rows);
            if (statistics != null) {
                whole.put("statistics", describe(statistics));
            }
            out.println(JsonText.line(whole));
            return;
        }
        Table table = new Table("ID", "STATUS", "TOOL", "OF", "AGE", "LEFT", "BYTES", "MESSAGE");
        for (Map<String, Object> row : rows) {
            table.row(
                    row.get("id"),
                    row.get("status"),
                    row.get("tool"),
                    row.getOrDefault("session", row.get("principal")),
                    ago(number(row, "ageMillis")),
                    ago(number(row, "leftMillis")),
                    row.get("bytes"),
                    row.get("message"));
        }
        table.print(out, width());
        if (all[0] > rows.size()) {
            out.println("... and " + (all[0] - rows.size()) + " more; --limit shows them");
        }
        if (statistics != null) {
            out.println(summary(statistics));
        }
    }

    /** Returns the task as it is now: while it runs, its store does not hear of what it says. */
    private TaskRecord now(TaskRecord stored) {
        Entry entry = registry == null || stored.status().terminal()
                ? null
                : registry.lookup(new Key(TaskActivity.KIND, stored.id()));
        return entry != null && entry.value() instanceof TaskActivity task ? task.record() : stored;
    }

    private Map<String, Object> describe(TaskRecord task) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", task.id().substring(Math.max(0, task.id().length() - ID_SHOWN)));
        row.put("status", task.status().id());
        row.put("tool", task.tool());
        row.put("protocolVersion", task.protocolVersion());
        if (task.session() != null) {
            row.put(
                    "session",
                    task.session()
                            .substring(0, Math.min(ID_SHOWN, task.session().length())));
        }
        if (task.principal() != null) {
            row.put("principal", task.principal());
        }
        row.put("created", task.created().toString());
        row.put("updated", task.updated().toString());
        row.put("ageMillis", Math.max(0, clock.millis() - task.created().toEpochMilli()));
        row.put("leftMillis", Math.max(0, task.expires().toEpochMilli() - clock.millis()));
        row.put("bytes", length(task.result()) + length(task.error()));
        if (task.message() != null) {
            row.put("message", task.message());
        }
        return row;
    }

    private static Map<String, Object> describe(TaskStatistics statistics) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("kept", byId(statistics.kept()));
        row.put("resultBytes", statistics.resultBytes());
        row.put("created", statistics.created());
        row.put("ended", byId(statistics.ended()));
        row.put("interrupted", statistics.interrupted());
        row.put("refused", statistics.refused());
        row.put("evicted", statistics.evicted());
        row.put("expired", statistics.expired());
        return row;
    }

    private static Map<String, Object> byId(Map<TaskStatus, Long> counts) {
        Map<String, Object> all = new LinkedHashMap<>();
        counts.forEach((status, count) -> all.put(status.id(), count));
        return all;
    }

    private static long length(byte @Nullable [] json) {
        return json == null ? 0 : json.length;
    }

    private static String summary(TaskStatistics now) {
        String kept = now.kept().entrySet().stream()
                .filter(each -> each.getValue() > 0)
                .map(each -> each.getValue() + " " + each.getKey().id())
                .collect(Collectors.joining(", "));
        return (kept.isEmpty() ? "No tasks" : kept + "; " + now.resultBytes() + " bytes of results") + ". Made "
                + now.created() + ", refused " + now.refused() + ", evicted " + now.evicted() + ", expired "
                + now.expired() + ", interrupted by a restart " + now.interrupted();
    }
}
