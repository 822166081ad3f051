package dev.backplane.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.spi.session.TaskRecord;
import dev.backplane.spi.session.TaskStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TaskBoundsTest {

    private static final Settings.Tasks EVICTS = limits(true);
    private static final Settings.Tasks REFUSES = limits(false);

    private final TaskBounds bounds = new TaskBounds();
    private final List<String> gone = new ArrayList<>();

    private static Settings.Tasks limits(boolean evict) {
        return new Settings.Tasks(4, 3, 2, 2_000, evict, 60_000, 10);
    }

    @Test
    void admit_tooManyRun_isRefused() {
        add("1", "s1");
        add("2", "s2");

        assertThat(bounds.admit(task("3", "s3", 0), EVICTS, gone).message())
                .contains("2")
                .contains("tasksRunningMax");
        finish("1", 10);
        assertThat(bounds.admit(task("3", "s3", 0), EVICTS, gone)).isNull();
        assertThat(gone).isEmpty();
    }

    @Test
    void admit_tooManyOfACaller_itsOldestFinishedGoes() {
        ended("1", "s1");
        ended("2", "s2");
        ended("3", "s1");
        add("4", "s1");

        assertThat(bounds.admit(task("5", "s1", 0), EVICTS, gone)).isNull();

        assertThat(gone).containsExactly("1");
        assertThat(bounds.size()).isEqualTo(4);
    }

    @Test
    void admit_tooManyOfACallerAndNoneIsToGo_isRefused() {
        ended("1", "s1");
        ended("2", "s1");
        ended("3", "s1");

        TaskBounds.Refusal refusal = bounds.admit(task("4", "s1", 0), REFUSES, gone);

        assertThat(refusal.status()).isEqualTo(429);
        assertThat(refusal.message()).contains("3").contains("tasksPerCallerMax");
        assertThat(bounds.admit(task("4", "s2", 0), REFUSES, gone)).isNull();
        assertThat(gone).isEmpty();
    }

    @Test
    void admit_full_theFirstThatFinishedGoes_notTheOldest() {
        add("1", "s1");
        ended("2", null);
        ended("3", null);
        ended("4", null);

        assertThat(bounds.admit(task("5", null, 0), REFUSES, gone).status()).isEqualTo(503);
        assertThat(bounds.admit(task("5", null, 0), EVICTS, gone)).isNull();

        assertThat(gone).containsExactly("2");
        assertThat(bounds.size()).isEqualTo(4);
    }

    @Test
    void finished_tooManyBytes_theOldestGo_neverTheLast() {
        add("1", null);
        finish("1", 900);
        add("2", null);
        finish("2", 900);
        assertThat(gone).isEmpty();
        add("3", null);
        finish("3", 2_500);

        assertThat(gone).containsExactly("1", "2");
        assertThat(bounds.admit(task("4", null, 0), REFUSES, gone).message()).contains("taskBytesMax");
        assertThat(bounds.admit(task("4", null, 0), EVICTS, gone)).isNull();
    }

    @Test
    void due_inTheOrderOfTheirEnds() {
        bounds.admit(task("b", null, 20), EVICTS, gone);
        finish("b", 1);
        bounds.admit(task("a", null, 10), EVICTS, gone);
        bounds.admit(task("c", null, 30), EVICTS, gone);

        assertThat(bounds.nextDue()).isEqualTo(60_010);
        assertThat(bounds.takeDue(60_009)).isEmpty();
        assertThat(bounds.takeDue(60_020)).containsExactly("a", "b");
        assertThat(bounds.nextDue()).isEqualTo(60_030);
        assertThat(bounds.remove("c")).isTrue();
        assertThat(bounds.remove("c")).isFalse();
        assertThat(bounds.nextDue()).isNull();
        assertThat(bounds.size()).isZero();
    }

    @Test
    void adopt_whatIsThereAlready_isCountedOnce() {
        TaskRecord ended = task("1", "s1", 0).with(TaskStatus.COMPLETED, null, Instant.EPOCH);

        assertThat(bounds.adopt(ended)).isTrue();
        assertThat(bounds.adopt(ended)).isFalse();
        assertThat(bounds.adopt(task("2", "s1", 0))).isTrue();
        bounds.finished(ended, EVICTS, gone);

        assertThat(bounds.size()).isEqualTo(2);
        add("3", "s1");
        assertThat(bounds.admit(task("4", "s1", 0), EVICTS, gone).message()).contains("tasksRunningMax");
    }

    private void add(String id, @Nullable String session) {
        assertThat(bounds.admit(task(id, session, 0), EVICTS, gone)).isNull();
    }

    private void ended(String id, @Nullable String session) {
        add(id, session);
        bounds.finished(task(id, session, 0).with(TaskStatus.CANCELLED, null, Instant.EPOCH), EVICTS, gone);
    }

    private void finish(String id, int bytes) {
        bounds.finished(
                task(id, null, 0)
                        .with(TaskStatus.COMPLETED, null, Instant.EPOCH)
                        .withResult(new byte[bytes]),
                EVICTS,
                gone);
    }

    private static TaskRecord task(String id, @Nullable String session, long createdMillis) {
        Instant created = Instant.ofEpochMilli(createdMillis);
        return new TaskRecord(
                id,
                session,
                null,
                "2025-11-25",
                "job",
                TaskStatus.WORKING,
                null,
                created,
                created,
                60_000,
                10,
                null,
                null);
    }
}
