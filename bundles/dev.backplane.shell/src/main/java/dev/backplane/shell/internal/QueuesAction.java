package dev.backplane.shell.internal;

import dev.backplane.spi.dispatch.Dispatcher;
import dev.backplane.spi.dispatch.QueueStatistics;
import dev.backplane.spi.dispatch.QueueStatistics.Kind;
import dev.backplane.spi.dispatch.RunningWork;
import dev.backplane.spi.transport.Transport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;

/** {@code mcp:queues}: what waits and what runs, deepest queue and longest run first. */
@Service
@Command(
        scope = "mcp",
        name = "queues",
        description = "Shows the queues of lanes, tools and sessions, and what runs longest")
public final class QueuesAction extends WatchAction {

    /** Enough to tell sessions apart; a whole id would let its reader take the session over. */
    private static final int ID_SHOWN = 8;

    /** What runs longer may hang: its stack is shown unasked. */
    private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(10);

    @Option(
            name = "--limit",
            description = "How many queues at most, and how much of what runs",
            valueToShowInHelp = "20")
    int limit = 20;

    @Option(name = "--stacks", description = "Show the stack of all that runs, not of the longest alone if it may hang")
    boolean stacks;

    @Nullable
    Dispatcher dispatcher;

    @Reference
    List<Transport> transports = List.of();

    @Override
    void check() throws CommandException {
        check("--limit", limit, 1, 100_000);
    }

    @Override
    void show() throws CommandException {
        Dispatcher active = need(active(dispatcher, Dispatcher.class), "an active dispatcher");
        List<QueueStatistics> queues = active.queues()
                .sorted(Comparator.comparingInt(QueueStatistics::waiting)
                        .thenComparingInt(QueueStatistics::running)
                        .reversed()
                        .thenComparing(QueueStatistics::kind)
                        .thenComparing(QueueStatistics::lane)
                        .thenComparing(QueueStatistics::name))
                .limit(limit)
                .toList();
        List<RunningWork> running = active.running()
                .sorted(Comparator.comparingLong(RunningWork::nanos).reversed())
                .limit(limit)
                .toList();
        if (json) {
            out.println(JsonText.line(json(queues, running)));
            return;
        }
        printTime();
        Table table = new Table("QUEUE", "WAITING", "RUNNING", "LIMIT", "P50", "P99", "MAX", "REFUSED");
        for (QueueStatistics queue : queues) {
            table.row(
                    name(queue),
                    queue.waiting(),
                    queue.running(),
                    queue.limit() == 0 ? null : queue.limit(),
                    time(queue.p50Nanos()),
                    time(queue.p99Nanos()),
                    time(queue.maxNanos()),
                    queue.refused());
        }
        table.print(out, width());
        StreamsPart.print(out, width(), transports, limit);
        show(running);
    }

    private void show(List<RunningWork> running) {
        if (running.isEmpty()) {
            return;
        }
        out.println();
        Table table = new Table("RUNS FOR", "WHAT", "SESSION", "THREAD", "STATE");
        for (RunningWork work : running) {
            table.row(
                    SwapText.millis(work.nanos()),
                    work.work().name(),
                    shortened(work.work().session()),
                    work.thread().getName(),
                    state(work));
        }
        table.print(out, width());
        for (RunningWork work : running) {
            boolean hangs = work == running.get(0) && work.nanos() >= LONG_NANOS;
            if (stacks || hangs) {
                out.println();
                out.println(
                        Table.clean(work.work().name() + " on " + work.thread().getName()));
                stack(work).forEach(frame -> out.println("    at " + Table.clean(frame)));
            }
        }
    }

    private static String state(RunningWork work) {
        return work.fenced() ? "fenced" : work.nanos() >= LONG_NANOS ? "long" : "runs";
    }

    private static List<String> stack(RunningWork work) {
        List<String> frames = new ArrayList<>();
        for (StackTraceElement frame : work.thread().getStackTrace()) {
            frames.add(frame.toString());
        }
        return frames;
    }

    /** Returns what a queue is of: {@code lane normal}, {@code tool echo}, {@code tool echo (bulk)}, {@code session 0a1b2c3d}. */
    private static String name(QueueStatistics queue) {
        String lane = lower(queue.lane());
        return switch (queue.kind()) {
            case LANE -> "lane " + lane;
            case TOOL, SESSION ->
                lower(queue.kind()) + " " + id(queue) + ("normal".equals(lane) ? "" : " (" + lane + ")");
        };
    }

    private static @Nullable String id(QueueStatistics queue) {
        return queue.kind() == Kind.SESSION ? shortened(queue.name()) : queue.name();
    }

    private static @Nullable String shortened(@Nullable String session) {
        return session == null ? null : session.substring(0, Math.min(ID_SHOWN, session.length()));
    }

    private static @Nullable String time(long nanos) {
        return nanos < 0 ? null : SwapText.millis(nanos);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private Map<String, Object> json(List<QueueStatistics> queues, List<RunningWork> running) {
        List<Object> rows = new ArrayList<>();
        for (QueueStatistics queue : queues) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("kind", lower(queue.kind()));
            row.put("lane", lower(queue.lane()));
            row.put("name", queue.kind() == Kind.LANE ? lower(queue.lane()) : String.valueOf(id(queue)));
            row.put("waiting", queue.waiting());
            row.put("running", queue.running());
            row.put("limit", queue.limit());
            row.put("atOnce", queue.atOnce());
            row.put("completed", queue.completed());
            row.put("refused", queue.refused());
            millis(row, "p50Millis", queue.p50Nanos());
            millis(row, "p99Millis", queue.p99Nanos());
            millis(row, "maxMillis", queue.maxNanos());
            rows.add(row);
        }
        List<Object> runs = new ArrayList<>();
        for (RunningWork work : running) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("what", work.work().name());
            row.put("lane", lower(work.work().lane()));
            String session = shortened(work.work().session());
            if (session != null) {
                row.put("session", session);
            }
            row.put("thread", work.thread().getName());
            row.put("runsForMillis", work.nanos() / 1e6);
            row.put("fenced", work.fenced());
            if (stacks) {
                row.put("stack", stack(work));
            }
            runs.add(row);
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("queues", rows);
        all.put("streams", StreamsPart.json(transports, limit));
        all.put("running", runs);
        return all;
    }

    private static void millis(Map<String, Object> row, String member, long nanos) {
        if (nanos >= 0) {
            row.put(member, nanos / 1e6);
        }
    }
}
