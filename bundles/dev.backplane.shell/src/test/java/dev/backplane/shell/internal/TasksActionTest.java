package dev.backplane.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.codec.gson.internal.GsonCodec;
import dev.backplane.spi.codec.Slice;
import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Owner;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.session.SessionStore;
import dev.backplane.spi.session.TaskActivity;
import dev.backplane.spi.session.TaskRecord;
import dev.backplane.spi.session.TaskStatistics;
import dev.backplane.spi.session.TaskStatus;
import dev.backplane.spi.session.TaskTable;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TasksActionTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TaskTable tasks = new TaskTable();
    private final TasksAction action = new TasksAction();

    @BeforeEach
    void prepare() {
        action.out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        action.clock = Clock.fixed(NOON, ZoneOffset.UTC);
        action.sessions = proxy(SessionStore.class, tasks);
        TaskRecord running = task("0002-and-secret2", "session-and-secret", 60);
        TaskActivity activity = () -> running.with(TaskStatus.INPUT_REQUIRED, "sure?", NOON);
        action.registry =
                proxy(Registry.class, new Entry(new Key("task", running.id()), activity, new Owner("task", "x")));
        tasks.put(task("0001-and-secret1", null, 90)
                .with(TaskStatus.COMPLETED, null, NOON)
                .withResult(new byte[123]));
        tasks.put(running);
        tasks.put(task("0003-and-secret3", null, 30).with(TaskStatus.CANCELLED, "The task was cancelled", NOON));
    }

    @Test
    void tasks_table_showsWhatRunsFirst_thenTheNewest() throws Exception {
        action.monitor = () -> new TaskStatistics(
                Map.of(TaskStatus.INPUT_REQUIRED, 1L, TaskStatus.COMPLETED, 2L), 123, 4, Map.of(), 5, 6, 7, 8);

        action.execute();

        assertThat(bytes.toString(StandardCharsets.UTF_8).lines().toList())
                .containsExactly(
                        "ID        STATUS          TOOL  OF        AGE    LEFT   BYTES  MESSAGE",
                        "-secret2  input_required  job   session-  1 min  9 min  0      sure?",
                        "-secret3  cancelled       job   ada       30 s   9 min  0      The task was",
                        " ".repeat(63) + "cancelled",
                        "-secret1  completed       job   ada       1 min  8 min  123    -",
                        "1 input_required, 2 completed; 123 bytes of results. Made 4, refused 6, evicted 7, expired 8,"
                                + " interrupted by a restart 5");
    }

    @Test
    void tasks_json_isComplete() throws Exception {
        action.json = true;
        action.running = true;
        action.monitor = () -> new TaskStatistics(Map.of(TaskStatus.WORKING, 1L), 9, 4, Map.of(), 5, 6, 7, 8);

        action.execute();

        assertThat(new GsonCodec().value(Slice.of(bytes.toByteArray())))
                .extracting("tasks")
                .isEqualTo(List.of(Map.ofEntries(
                        Map.entry("id", "-secret2"),
                        Map.entry("status", "input_required"),
                        Map.entry("tool", "job"),
                        Map.entry("protocolVersion", "2025-11-25"),
                        Map.entry("session", "session-"),
                        Map.entry("created", "2026-01-01T11:59:00Z"),
                        Map.entry("updated", "2026-01-01T12:00:00Z"),
                        Map.entry("ageMillis", 60_000L),
                        Map.entry("leftMillis", 540_000L),
                        Map.entry("bytes", 0L),
                        Map.entry("message", "sure?"))));
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .contains("\"statistics\":{\"kept\":{\"working\":1,\"input_required\":0,")
                .contains("\"refused\":6");
    }

    @Test
    void tasks_moreThanLimit_saysSo() throws Exception {
        action.limit = 2;

        action.execute();

        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .contains("-secret2", "-secret3", "... and 1 more")
                .doesNotContain("-secret1");
    }

    private static TaskRecord task(String id, @Nullable String session, long age) {
        Instant created = NOON.minusSeconds(age);
        return new TaskRecord(
                id,
                session,
                session == null ? "ada" : null,
                "2025-11-25",
                "job",
                TaskStatus.WORKING,
                null,
                created,
                created,
                600_000,
                500,
                null,
                null);
    }

    /** A part of which only one answer is asked for: its tasks, or an entry for its key. */
    private static <T> T proxy(Class<T> type, Object answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) ->
                        answer instanceof Entry entry && !entry.key().equals(arguments[0]) ? null : answer));
    }
}
