package dev.backplane.session.disk.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.spi.session.SessionImage;
import dev.backplane.spi.session.SessionRecord;
import dev.backplane.spi.session.StreamEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Sessions that come from another store and go to it, and what that costs on disk. */
class RestoreTest extends OpenedStore {

    private static final int MESSAGE_BYTES = 1_000;

    RestoreTest() {
        super(new DiskLimits(50, 1 << 20, 0, 1_000, 60_000));
    }

    @Test
    void restore_reopened_hasAllOfThem() {
        store.restore(images(200, 1, 20));

        reopen();

        assertThat(store.size()).isEqualTo(200);
        for (int i = 0; i < 200; i++) {
            assertThat(store.eventsAfter("s" + i, 0, 1)).hasSize(19);
            assertThat(store.lastSequence("s" + i)).isGreaterThanOrEqualTo(20);
        }
    }

    @Test
    void restore_whatOnlyAdds_isWrittenAlone() throws Exception {
        // so that all of it is one commit
        store.configure("sessions", new DiskLimits(50, 1 << 20, 10_000, 1_000, 60_000));
        store.restore(images(20, 1, 20));
        // the next commit writes the last page anew, which is small from here on
        store.put(session("other"));
        long before = bytes();
        store.restore(images(20, 1, 20));
        assertThat(bytes()).as("nothing has changed").isEqualTo(before);

        store.restore(images(20, 2, 22));

        assertThat(bytes() - before).as("2 events for each of 20").isBetween(40L * MESSAGE_BYTES, 60L * MESSAGE_BYTES);
        reopen();
        for (int i = 0; i < 20; i++) {
            assertThat(store.eventsAfter("s" + i, 0, 1)).isNull();
            assertThat(store.eventsAfter("s" + i, 0, 2)).hasSize(20);
        }
    }

    @Test
    void restore_recordAlone_keepsTheEvents() throws Exception {
        store.restore(images(1, 1, 20));
        store.put(session("other"));
        long before = bytes();
        SessionImage image = images(1, 1, 20).get(0);

        store.restore(List.of(new SessionImage(image.session().withLogLevel("error"), image.events(), 20)));

        assertThat(bytes() - before).isEqualTo(BLOCK_BYTES);
        reopen();
        assertThat(store.get("s0").logLevel()).isEqualTo("error");
        assertThat(store.eventsAfter("s0", 0, 1)).hasSize(19);
    }

    @Test
    void restore_somethingElse_replacesIt() {
        store.restore(images(1, 1, 20));
        List<StreamEvent> others = events(10, 30, (byte) 'b');

        store.restore(List.of(new SessionImage(session("s0"), others, 30)));
        store.append("s0", filled(31, (byte) 'b'));

        reopen();
        assertThat(store.eventsAfter("s0", 0, 9)).isNull();
        List<StreamEvent> kept = store.eventsAfter("s0", 0, 10);
        assertThat(kept).hasSize(21).allMatch(event -> event.message()[0] == 'b');
    }

    @Test
    void restore_moreThanTheBounds_oldestGo() {
        store.restore(images(3, 1, 80));

        reopen();

        assertThat(store.eventsAfter("s2", 0, 30)).isNull();
        assertThat(store.eventsAfter("s2", 0, 31)).hasSize(49);
    }

    @Test
    void clear_reopened_isEmptyAndSmall() throws Exception {
        store.restore(images(1_000, 1, 20));
        assertThat(bytes()).isGreaterThan(20_000L * MESSAGE_BYTES);

        store.clear();
        store.put(session("after"));
        store.journal.shrink().join();

        assertThat(bytes()).isLessThan(12 * BLOCK_BYTES);
        reopen();
        assertThat(store.sessions().map(SessionRecord::id)).containsExactly("after");
    }

    @Test
    void snapshots_whileSessionsChange_loseNothing() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        int[] written = new int[4];
        Thread[] writers = new Thread[written.length];
        for (int t = 0; t < writers.length; t++) {
            int writer = t;
            writers[t] = new Thread(() -> {
                while (!enough.get()) {
                    change("t" + writer + "-" + written[writer], written[writer] % 3 == 0);
                    written[writer]++;
                }
            });
            writers[t].start();
        }
        for (int snapshot = 0; snapshot < 5; snapshot++) {
            store.journal.shrink().join();
        }
        enough.set(true);
        for (Thread writer : writers) {
            writer.join();
        }

        reopen();

        for (int t = 0; t < written.length; t++) {
            assertThat(written[t]).isPositive();
            for (int i = 0; i < written[t]; i++) {
                String id = "t" + t + "-" + i;
                if (i % 3 == 0) {
                    assertThat(store.get(id)).isNull();
                } else {
                    assertThat(store.eventsAfter(id, 0, 1)).as(id).hasSize(4);
                }
            }
        }
    }

    private void change(String id, boolean goes) {
        store.put(session(id));
        for (int sequence = 1; sequence <= 5; sequence++) {
            store.append(id, new StreamEvent(0, sequence, new byte[10]));
        }
        if (goes) {
            store.remove(id);
        }
    }

    @Test
    void snapshot_failed_losesNothing_andTheNextTakesItsPlace() throws Exception {
        Path inTheWay = failingSnapshot();
        store.restore(images(3, 1, 5));
        store.journal.shrink().join();
        store.restore(images(4, 2, 6));
        assertThat(names()).contains("sessions-00000001.log", "sessions-00000002.log");
        Files.delete(inTheWay);

        reopen();
        for (int i = 0; i < 4; i++) {
            assertThat(store.eventsAfter("s" + i, 0, 2)).hasSize(4);
        }
        store.journal.shrink().join();
        assertThat(names())
                .containsExactlyInAnyOrder("sessions.lock", "sessions-00000003.log", "sessions-00000003.snapshot");
        reopen();
        assertThat(store.size()).isEqualTo(4);
    }

    @Test
    void close_endsAllThreads() {
        store.put(session("s1"));

        close();

        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("backplane-session-disk") && thread.isAlive());
    }

    private static List<SessionImage> images(int count, int from, int to) {
        return IntStream.range(0, count)
                .mapToObj(i -> new SessionImage(session("s" + i), events(from, to, (byte) 'a'), to))
                .toList();
    }

    private static List<StreamEvent> events(int from, int to, byte filling) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(sequence -> filled(sequence, filling))
                .toList();
    }

    private static StreamEvent filled(long sequence, byte filling) {
        byte[] message = new byte[MESSAGE_BYTES];
        Arrays.fill(message, filling);
        return new StreamEvent(0, sequence, message);
    }
}
