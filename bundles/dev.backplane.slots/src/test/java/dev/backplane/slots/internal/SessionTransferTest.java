package dev.backplane.slots.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.slots.internal.SessionTransfer.TaskMark;
import dev.backplane.spi.session.SessionRecord;
import dev.backplane.spi.session.TaskRecord;
import dev.backplane.spi.session.TaskStatus;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SessionTransferTest {

    private final SessionTransfer transfer = new SessionTransfer();
    private final FakeSessionStore from = new FakeSessionStore();
    private final FakeSessionStore to = new FakeSessionStore();

    @Test
    void check_leavesNothing() {
        transfer.check(to);

        assertThat(transfer.size(to)).isZero();
        assertThat(to.tasks().stream()).isEmpty();
    }

    @Test
    void copy_byAllMarks_takesSessionsAndTasks() {
        from.put(session("s1"));
        from.tasks().put(task("t1", "s1"));
        from.tasks().put(task("t2", null));
        to.tasks().put(task("own", null));

        copyAll();

        assertThat(transfer.size(from)).isEqualTo(3);
        assertThat(transfer.size(to)).isEqualTo(4);
        assertThat(to.get("s1")).isNotNull();
        assertThat(to.tasks().get("t1")).isSameAs(from.tasks().get("t1"));
        assertThat(to.tasks().get("t2")).isNotNull();
    }

    @Test
    void copy_marksOfWhatHasChanged_makesTheSame() {
        from.put(session("s1"));
        from.tasks().put(task("t1", "s1"));
        from.tasks().put(task("t2", "s1"));
        copyAll();
        from.tasks().put(task("t1", "s1").with(TaskStatus.COMPLETED, null, Instant.EPOCH));
        from.tasks().remove("t2");
        from.tasks().put(task("t3", null));

        copy(new TaskMark("t1"), new TaskMark("t2"), new TaskMark("t3"), new TaskMark("t2"));

        assertThat(to.tasks().get("t1").status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(to.tasks().get("t2")).isNull();
        assertThat(to.tasks().get("t3")).isNotNull();
        assertThat(to.tasks().size()).isEqualTo(2);
    }

    @Test
    void copy_markOfASessionThatIsGone_takesItsTasksAway() {
        from.put(session("s1"));
        from.tasks().put(task("t1", "s1"));
        from.tasks().put(task("t2", null));
        copyAll();
        from.remove("s1");

        copy("s1");

        assertThat(to.get("s1")).isNull();
        assertThat(to.tasks().get("t1")).isNull();
        assertThat(to.tasks().get("t2")).isNotNull();
    }

    @Test
    void copy_markOfAnything_beginsAnew() {
        to.tasks().put(task("own", null));
        from.tasks().put(task("t1", "s1"));

        copy(SessionTransfer.ALL);

        assertThat(to.tasks().stream().map(TaskRecord::id)).containsExactly("t1");
    }

    @Test
    void setAside_putBack_hasSessionsAndTasks() {
        from.put(session("s1"));
        for (int i = 0; i < 3 * Transfer.STEP; i++) {
            from.tasks().put(task("t" + i, "s1"));
        }

        transfer.putBack(transfer.setAside(from), to);

        assertThat(to.get("s1")).isNotNull();
        assertThat(to.tasks().size()).isEqualTo(3L * Transfer.STEP);
        transfer.clear(from);
        assertThat(transfer.size(from)).isZero();
    }

    private void copyAll() {
        copy(transfer.marks(from).toArray());
    }

    private void copy(Object... marks) {
        transfer.copy(from, to, List.of(marks), () -> {});
    }

    private static SessionRecord session(String id) {
        return new SessionRecord(id, "2025-11-25", null, new byte[0], false, null, Set.of(), Instant.EPOCH);
    }

    private static TaskRecord task(String id, @Nullable String session) {
        return new TaskRecord(
                id,
                session,
                null,
                "2025-11-25",
                "job",
                TaskStatus.WORKING,
                null,
                Instant.EPOCH,
                Instant.EPOCH,
                60_000,
                500,
                null,
                null);
    }
}
