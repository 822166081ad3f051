package dev.backplane.engine.internal;

import dev.backplane.codec.gson.internal.GsonCodec;
import dev.backplane.spi.session.SessionImage;
import dev.backplane.spi.session.SessionRecord;
import dev.backplane.spi.session.SessionStore;
import dev.backplane.spi.session.StreamEvent;
import dev.backplane.spi.session.TaskRecord;
import dev.backplane.spi.session.TaskStore;
import dev.backplane.spi.session.TaskTable;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An engine with real and small parts, a clock that is set by hand, and shorthands to talk to it. */
final class EngineFixture implements AutoCloseable {

    private static final String META = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":%s}";

    final SetClock clock = new SetClock();
    final HeapStore store;
    final MovableRegistry registry = new MovableRegistry();
    final FakeFramework framework = new FakeFramework();
    final Settings settings;
    final ScheduledThreadPoolExecutor timer;
    private final ExecutorService pool = Executors.newCachedThreadPool();
    final ThreadDispatcher dispatcher = new ThreadDispatcher(pool);
    final CacheUse cache = new CacheUse(framework.context());
    final ChangeFeed changes = new ChangeFeed(cache);
    final Engine engine;

    EngineFixture() {
        this(settings(), new ScheduledThreadPoolExecutor(1));
    }

    EngineFixture(Settings settings, ScheduledThreadPoolExecutor timer) {
        this(settings, timer, new HeapStore());
    }

    /** @param store what an engine before this one may have left */
    EngineFixture(Settings settings, ScheduledThreadPoolExecutor timer, HeapStore store) {
        this.store = store;
        this.settings = settings;
        this.timer = timer;
        engine = new Engine(
                registry,
                store,
                new GsonCodec(),
                dispatcher,
                changes,
                cache,
                settings,
                "1.2.3",
                clock,
                timer,
                framework.context());
    }

    static Settings settings() {
        // what is removed in a test is gone soon
        return settings(10_000, 50, 3);
    }

    static Settings settings(long drainMillis, long holdMillis, int heldCallsMax) {
        return new Settings(
                new Settings.Server("test", "Test", ""),
                // two changes within this time must be told of once, on a busy machine, too
                new Settings.Lists(3, 7, 500),
                new Settings.Sessions(5, 10, false, 60_000, 0, 30_000, 65_536),
                new Settings.Streams(9),
                new Settings.Calls(4, 60_000, 60_000, "0123456789abcdef0123456789abcdef"),
                new Settings.Plugins(drainMillis, holdMillis, heldCallsMax),
                new Settings.Tasks(5, 4, 3, 10_000, true, 60_000, 10),
                callLimits());
    }

    static CallLimits callLimits() {
        return new CallLimits(true, 200, 500, 50, 50, 30_000, 10_000, 3, 100, 1_000, 1_000, 1 << 20);
    }

    /** The usual settings, but for those of sessions. */
    static Settings settings(Settings.Sessions sessions) {
        Settings usual = settings();
        return new Settings(
                usual.server(),
                usual.lists(),
                sessions,
                usual.streams(),
                usual.calls(),
                usual.plugins(),
                usual.tasks(),
                usual.limits());
    }

    Map<String, Object> from(long bundle) {
        return Map.of("service.bundleid", bundle);
    }

    FakeExchange send(FakeExchange exchange, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        engine.accept(exchange, bytes, 0, bytes.length);
        return exchange;
    }

    /** Sends a request of revision 2026-07-28; {@code params} are the members besides {@code _meta}. */
    FakeExchange modern(String method, String params) {
        return modern(method, params, "{\"elicitation\":{},\"sampling\":{},\"roots\":{}}");
    }

    FakeExchange modern(String method, String params, String capabilities) {
        FakeExchange exchange =
                new FakeExchange().with("MCP-Protocol-Version", "2026-07-28").with("Mcp-Method", method);
        String name = text(params, "name", "uri", "taskId");
        if (name != null) {
            exchange.with("Mcp-Name", name);
        }
        return send(
                exchange,
                "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"" + method + "\",\"params\":{"
                        + String.format(META, capabilities) + (params.isEmpty() ? "" : "," + params) + "}}");
    }

    private static @Nullable String text(String params, String... names) {
        for (String name : names) {
            int at = params.indexOf("\"" + name + "\":\"");
            if (at >= 0) {
                int from = at + name.length() + 4;
                return params.substring(from, params.indexOf('"', from));
            }
        }
        return null;
    }

    /** Opens a legacy session and returns its id. */
    String open(String version) throws Exception {
        FakeExchange exchange = send(
                new FakeExchange(),
                "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"" + version
                        + "\",\"capabilities\":{\"elicitation\":{},\"sampling\":{},\"roots\":{}},"
                        + "\"clientInfo\":{\"name\":\"c\",\"version\":\"1\"}}}");
        String session = String.valueOf(exchange.answerHeaders.get(Sessions.HEADER));
        legacy(session, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        return session;
    }

    FakeExchange legacy(String session, String body) {
        return send(new FakeExchange().with(Sessions.HEADER, session), body);
    }

    static String call(int id, String tool, String arguments) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                + "\",\"arguments\":" + arguments + "}}";
    }

    FakeExchange.Stream listen(String session) throws Exception {
        FakeExchange exchange = new FakeExchange().with(Sessions.HEADER, session);
        engine.open(exchange);
        return exchange.opened();
    }

    /** Returns when so many pieces of work have left the dispatcher since the start, and so many hold a thread. */
    void awaitWork(long done, int busy) {
        ThreadPoolExecutor threads = (ThreadPoolExecutor) pool;
        while (threads.getCompletedTaskCount() < done || threads.getActiveCount() != busy) {
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        engine.deactivate();
        pool.shutdownNow();
    }

    /** A clock that stands still until it is moved. */
    static final class SetClock extends Clock {
        private volatile Instant now = Instant.parse("2026-11-01T00:00:00Z");

        synchronized void forward(long millis) {
            now = now.plusMillis(millis);
        }

        @Override
        public ZoneId getZone() {
            return ZoneId.of("UTC");
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    /** Keeps everything. */
    static final class HeapStore implements SessionStore {
        private final Map<String, SessionRecord> records = new ConcurrentHashMap<>();
        private final Map<String, List<StreamEvent>> events = new ConcurrentHashMap<>();
        private final TaskTable table = new TaskTable();
        final StoredTasks tasks = new StoredTasks(table);

        Map<String, SessionRecord> records() {
            return Map.copyOf(records);
        }

        @Override
        public void put(SessionRecord session) {
            records.put(session.id(), session);
        }

        @Override
        public @Nullable SessionRecord get(String id) {
            return records.get(id);
        }

        @Override
        public boolean remove(String id) {
            events.remove(id);
            table.removeAll(TaskRecord.ofSession(id));
            return records.remove(id) != null;
        }

        @Override
        public Stream<SessionRecord> sessions() {
            return records.values().stream();
        }

        @Override
        public long size() {
            return records.size();
        }

        @Override
        public void append(String session, StreamEvent event) {
            synchronized (events) {
                events.computeIfAbsent(session, id -> new ArrayList<>()).add(event);
            }
        }

        @Override
        public long lastSequence(String session) {
            synchronized (events) {
                return events.getOrDefault(session, List.of()).stream()
                        .mapToLong(StreamEvent::sequence)
                        .max()
                        .orElse(0);
            }
        }

        @Override
        public @Nullable List<StreamEvent> eventsAfter(String session, long stream, long afterSequence) {
            synchronized (events) {
                List<StreamEvent> all = events.getOrDefault(session, List.of()).stream()
                        .filter(event -> event.stream() == stream)
                        .toList();
                if (all.stream().noneMatch(event -> event.sequence() == afterSequence)) {
                    return null;
                }
                return all.stream()
                        .filter(event -> event.sequence() > afterSequence)
                        .toList();
            }
        }

        @Override
        public @Nullable SessionImage image(String id) {
            synchronized (events) {
                SessionRecord record = records.get(id);
                return record == null
                        ? null
                        : new SessionImage(record, events.getOrDefault(id, List.of()), lastSequence(id));
            }
        }

        @Override
        public void restore(List<SessionImage> images) {
            synchronized (events) {
                images.forEach(image -> {
                    records.put(image.session().id(), image.session());
                    events.put(image.session().id(), new ArrayList<>(image.events()));
                });
            }
        }

        @Override
        public void clear() {
            records.clear();
            events.clear();
            table.clear();
        }

        @Override
        public TaskStore tasks() {
            return tasks;
        }
    }
}
