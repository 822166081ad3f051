package dev.backplane.metrics.internal;

import dev.backplane.spi.dispatch.DispatchStatistics;
import dev.backplane.spi.dispatch.Dispatcher;
import dev.backplane.spi.dispatch.QueueStatistics;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.registry.RegistryStatistics;
import dev.backplane.spi.session.SessionMonitor;
import dev.backplane.spi.session.SessionStatistics;
import dev.backplane.spi.session.TaskMonitor;
import dev.backplane.spi.session.TaskStatistics;
import dev.backplane.spi.slot.Slot;
import java.util.Locale;
import java.util.stream.Stream;

/** Figures of the registry, the sessions, the tasks and the dispatcher. */
record PartMeters(Parts parts) {

    void registry(Figures out) {
        Registry registry = parts.registry;
        if (registry == null || !parts.filled(Slot.REGISTRY)) {
            return;
        }
        RegistryStatistics now = registry.statistics();
        out.gauge("mcp_registry_entries", "Entries", registry.size());
        out.gauge("mcp_registry_writers", "Writes that can go on at once", registry.writers());
        out.gauge("mcp_registry_queued", "Writes that wait now", registry.queueDepth());
        out.gauge(
                "mcp_registry_queued_max", "The most that have waited for one lock in the last minute", now.deepest());
        out.counter("mcp_registry_registrations", "Entries that went in", now.registrations());
        out.counter("mcp_registry_removals", "Entries that went out", now.removals());
        out.counter("mcp_registry_conflicts", "Registrations of keys that were held", now.conflicts());
        out.counter("mcp_registry_waits", "Writes that had to wait", now.waits());
        out.counter("mcp_registry_wait_seconds", "How long writes have waited", now.waitedNanos() / 1e9);
    }

    void sessions(Figures out) {
        SessionMonitor monitor = parts.sessions;
        if (monitor == null) {
            return;
        }
        SessionStatistics now = monitor.statistics();
        String help = "Sessions that are open";
        out.gauge("mcp_sessions", help, now.live(), "state", "live");
        out.gauge("mcp_sessions", help, now.hibernated(), "state", "hibernated");
        out.counter("mcp_sessions_opened", "Sessions that were opened", now.opened());
        out.counter("mcp_sessions_refused", "Handshakes refused for want of room", now.refused());
        out.counter("mcp_session_hibernations", "How often a session fell asleep", now.hibernations());
        out.counter("mcp_session_wakings", "How often a session woke", now.wakings());
        now.closed()
                .forEach((reason, count) ->
                        out.counter("mcp_sessions_closed", "Sessions that have ended", count, "reason", reason.text()));
    }

    void tasks(Figures out) {
        TaskMonitor monitor = parts.tasks;
        if (monitor == null || !parts.filled(Slot.REGISTRY) || !parts.filled(Slot.SESSION)) {
            return;
        }
        TaskStatistics now = monitor.taskStatistics();
        now.kept()
                .forEach(
                        (status, count) -> out.gauge("mcp_tasks", "Tasks that are kept", count, "status", status.id()));
        now.ended()
                .forEach((status, count) ->
                        out.counter("mcp_tasks_ended", "Tasks that have ended", count, "status", status.id()));
        out.gauge("mcp_task_result_bytes", "What the results take that are kept", now.resultBytes());
        out.counter("mcp_tasks_started", "Tasks that were made", now.created());
        out.counter("mcp_tasks_interrupted", "Tasks cut off by a restart", now.interrupted());
        out.counter("mcp_tasks_refused", "Calls that could not become tasks, for want of room", now.refused());
        out.counter("mcp_tasks_evicted", "Tasks that went before their time, for want of room", now.evicted());
        out.counter("mcp_tasks_expired", "Tasks whose time to live was over", now.expired());
    }

    void queues(Figures out) {
        Dispatcher dispatcher = parts.dispatcher;
        if (dispatcher == null || !parts.filled(Slot.DISPATCH)) {
            return;
        }
        DispatchStatistics now = dispatcher.statistics();
        out.gauge("mcp_dispatch_running", "Work under way", now.running());
        out.gauge("mcp_dispatch_queued", "Work that waits", now.queued());
        out.gauge("mcp_dispatch_fenced", "Work that was told to end, and has not", now.fenced());
        out.counter("mcp_dispatch_completed", "Work that is done", now.completed());
        out.counter("mcp_dispatch_refused", "Work that was refused", now.refused());
        try (Stream<QueueStatistics> queues = dispatcher.queues()) {
            queues.filter(queue -> queue.kind() == QueueStatistics.Kind.LANE).forEach(queue -> lane(out, queue));
        }
    }

    private static void lane(Figures out, QueueStatistics queue) {
        String lane = queue.lane().name().toLowerCase(Locale.ROOT);
        out.gauge("mcp_lane_queued", "Work that waits in a lane", queue.waiting(), "lane", lane);
        out.gauge("mcp_lane_running", "Work of a lane under way", queue.running(), "lane", lane);
        out.counter("mcp_lane_completed", "Work of a lane that is done", queue.completed(), "lane", lane);
        out.counter("mcp_lane_refused", "Work that a lane had no room for", queue.refused(), "lane", lane);
        if (queue.p99Nanos() >= 0) {
            String help = "How long work of the last minute has waited in a lane";
            out.gauge("mcp_lane_wait_seconds", help, queue.p50Nanos() / 1e9, "lane", lane, "measure", "p50");
            out.gauge("mcp_lane_wait_seconds", help, queue.p99Nanos() / 1e9, "lane", lane, "measure", "p99");
            out.gauge("mcp_lane_wait_seconds", help, queue.maxNanos() / 1e9, "lane", lane, "measure", "max");
        }
    }
}
