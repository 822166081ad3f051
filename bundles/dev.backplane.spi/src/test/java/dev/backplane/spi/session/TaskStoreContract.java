package dev.backplane.spi.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.spi.Race;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every session store does with tasks; each implementation's test extends it. */
public abstract class TaskStoreContract {

    private static final int THREADS = 4;
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00.123456789Z");

    private SessionStore sessions;
    private TaskStore store;

    /** Returns a new, empty store. */
    protected abstract SessionStore create();

    @BeforeEach
    final void createStore() {
        sessions = create();
        store = sessions.tasks();
    }

    @Test
    void put_newTask_isFoundWithAllItsFields() {
        TaskRecord task = task("t1", "s1").withResult("{\"a\":1}".getBytes(StandardCharsets.UTF_8));
        TaskRecord failed = task("t2", null)
                .with(TaskStatus.FAILED, "because", NOON.plusSeconds(1))
                .withError("{\"code\":1}".getBytes(StandardCharsets.UTF_8));

        store.put(task);
        store.put(failed);

        assertThat(store.get("t1")).usingRecursiveComparison().isEqualTo(task);
        assertThat(store.get("t2")).usingRecursiveComparison().isEqualTo(failed);
        assertThat(store.get("t3")).isNull();
        assertThat(store.size()).isEqualTo(2);
        assertThat(sessions.tasks()).isSameAs(store);
        assertThat(sessions.size()).isZero();
    }

    @Test
    void put_again_replacesTheRecord() {
        store.put(task("t1", "s1"));

        store.put(task("t1", "s1").with(TaskStatus.COMPLETED, null, NOON));

        assertThat(store.get("t1").status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(store.size()).isEqualTo(1);
        assertThat(store.size(TaskRecord.ofSession("s1"))).isEqualTo(1);
        assertThat(ids(store.page(TaskRecord.ofSession("s1"), null, 10))).containsExactly("t1");
    }

    @Test
    void remove_forgetsTheTask() {
        store.put(task("t1", "s1"));
        store.put(task("t2", "s1"));

        assertThat(store.remove("t1")).isTrue();
        assertThat(store.remove("t1")).isFalse();

        assertThat(store.get("t1")).isNull();
        assertThat(store.size()).isEqualTo(1);
        assertThat(ids(store.page(TaskRecord.ofSession("s1"), null, 10))).containsExactly("t2");
        assertThat(ids(store.stream().toList())).containsExactly("t2");
    }

    @Test
    void page_goesThroughAnOwnersTasksInTheOrderOfTheirIds() {
        for (int i = 9; i > 0; i--) {
            store.put(task("t" + i, i % 2 == 0 ? "even" : "odd"));
        }
        store.put(owned("p1", "ada"));
        store.put(owned("p2", null));
        String even = TaskRecord.ofSession("even");

        assertThat(ids(store.page(even, null, 3))).containsExactly("t2", "t4", "t6");
        assertThat(ids(store.page(even, "t6", 3))).containsExactly("t8");
        assertThat(ids(store.page(even, "t5", 1))).containsExactly("t6");
        assertThat(store.page(even, "t8", 3)).isEmpty();
        assertThat(store.page(even, null, 0)).isEmpty();
        assertThat(store.page(TaskRecord.ofSession("none"), null, 3)).isEmpty();
        assertThat(ids(store.page(TaskRecord.ofPrincipal("ada"), null, 3))).containsExactly("p1");
        assertThat(store.size(even)).isEqualTo(4);
        assertThat(store.size(TaskRecord.ofPrincipal("ada"))).isEqualTo(1);
        assertThat(store.size(TaskRecord.ofSession("none"))).isZero();
    }

    @Test
    void session_removed_takesItsTasksAlong() {
        sessions.put(session("s1"));
        sessions.put(session("s2"));
        for (int i = 0; i < 600; i++) {
            store.put(task("a" + i, "s1"));
        }
        store.put(task("b", "s2"));
        store.put(owned("c", "ada"));

        assertThat(sessions.remove("s1")).isTrue();

        assertThat(ids(store.stream().toList())).containsExactlyInAnyOrder("b", "c");
        assertThat(store.size(TaskRecord.ofSession("s1"))).isZero();
        store.put(task("late", "s1"));
        assertThat(sessions.remove("s1")).isFalse();
        assertThat(store.get("late")).isNull();
    }

    @Test
    void stream_changedMeanwhile_seesThoseThatStayOnce() {
        for (int i = 0; i < 500; i++) {
            store.put(task("stays" + i, "s1"));
            store.put(task("goes" + i, "s1"));
        }
        List<String> seen = new ArrayList<>();

        store.stream().forEach(task -> {
            if (seen.isEmpty()) {
                for (int i = 0; i < 500; i++) {
                    store.remove("goes" + i);
                    store.put(task("comes" + i, "s1"));
                    store.put(task("stays" + i, "s1").with(TaskStatus.COMPLETED, null, NOON));
                }
            }
            seen.add(task.id());
        });

        assertThat(seen).doesNotHaveDuplicates();
        assertThat(seen.stream().filter(id -> id.startsWith("stays"))).hasSize(500);
    }

    @Test
    void stream_isLazy() {
        Stream<TaskRecord> tasks = store.stream();
        store.put(task("t1", "s1"));

        assertThat(tasks.map(TaskRecord::id)).containsExactly("t1");
    }

    @Test
    void restore_putsAll_overWhatIsThere() {
        store.put(task("t1", "s1"));
        SessionStore other = create();
        other.tasks().put(task("t1", "s1").with(TaskStatus.INPUT_REQUIRED, "old", NOON));

        other.tasks().restore(List.of(store.get("t1"), task("t2", "s2")));
        other.tasks().restore(List.of());

        assertThat(other.tasks().get("t1").status()).isEqualTo(TaskStatus.WORKING);
        assertThat(other.tasks().size()).isEqualTo(2);
        assertThat(other.tasks().size(TaskRecord.ofSession("s2"))).isEqualTo(1);
    }

    @Test
    void clear_ofTheStore_forgetsAllTasks() {
        sessions.put(session("s1"));
        for (int i = 0; i < 600; i++) {
            store.put(task("t" + i, i % 2 == 0 ? "s1" : null));
        }

        sessions.clear();

        assertThat(store.size()).isZero();
        assertThat(store.stream()).isEmpty();
        assertThat(store.page(TaskRecord.ofSession("s1"), null, 10)).isEmpty();
    }

    @Test
    void putAndRemove_raced_loseNoTaskAndCountRight() throws Exception {
        Race.run(THREADS, runner -> {
            for (int i = 0; i < 1_000; i++) {
                String id = runner + "-" + i;
                store.put(task(id, "s" + i % 3));
                store.put(task(id, "s" + i % 3).with(TaskStatus.COMPLETED, null, NOON));
                assertThat(store.get(id).status()).isEqualTo(TaskStatus.COMPLETED);
                if (i % 2 == 0) {
                    assertThat(store.remove(id)).isTrue();
                }
            }
        });

        assertThat(store.size()).isEqualTo(THREADS * 500);
        assertThat(store.stream()).hasSize(THREADS * 500);
        long owned = 0;
        for (int i = 0; i < 3; i++) {
            String owner = TaskRecord.ofSession("s" + i);
            assertThat(store.page(owner, null, 10_000)).hasSize((int) store.size(owner));
            owned += store.size(owner);
        }
        assertThat(owned).isEqualTo(THREADS * 500);
    }

    @Test
    void sameTask_raced_isCountedOnce() throws Exception {
        Race.run(THREADS, runner -> {
            for (int i = 0; i < 2_000; i++) {
                store.put(task("t1", "s1"));
                store.remove("t1");
            }
        });
        store.put(task("t1", "s1"));

        assertThat(store.size(TaskRecord.ofSession("s1"))).isEqualTo(1);
        assertThat(ids(store.page(TaskRecord.ofSession("s1"), null, 10))).containsExactly("t1");
    }

    private static SessionRecord session(String id) {
        return new SessionRecord(id, "2025-11-25", null, new byte[0], false, null, Set.of(), NOON);
    }

    private static TaskRecord task(String id, @Nullable String session) {
        return new TaskRecord(
                id, session, null, "2025-11-25", "job", TaskStatus.WORKING, null, NOON, NOON, 60_000, 500, null, null);
    }

    private static TaskRecord owned(String id, @Nullable String principal) {
        return new TaskRecord(
                id,
                null,
                principal,
                "2026-07-28",
                "job",
                TaskStatus.WORKING,
                null,
                NOON,
                NOON,
                60_000,
                500,
                null,
                null);
    }

    private static List<String> ids(List<TaskRecord> tasks) {
        return tasks.stream().map(TaskRecord::id).toList();
    }
}
