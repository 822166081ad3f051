package dev.backplane.session.disk.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.spi.session.SessionRecord;
import dev.backplane.spi.session.StreamEvent;
import dev.backplane.spi.session.TaskRecord;
import dev.backplane.spi.session.TaskStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that is killed while it writes loses nothing of what it was told is kept. */
class KillTest {

    private static final int KILLS = 3;
    private static final int THREADS = 4;

    /** What the process has done is read so far before it is killed. */
    private static final int LINES = 5_000;

    /** Long enough for snapshots to be made meanwhile. */
    private static final int MESSAGE_BYTES = 6_000;

    @TempDir
    Path base;

    private final Set<String> kept = new HashSet<>();
    private final Set<String> removed = new HashSet<>();
    private final Map<String, Long> events = new HashMap<>();
    private final Map<String, String> tasks = new HashMap<>();

    @ParameterizedTest
    @ValueSource(longs = {0, 20})
    @Timeout(120)
    void process_killedWhileWriting_losesNothingAcknowledged(long commitMillis) throws Exception {
        for (int kill = 0; kill < KILLS; kill++) {
            killed(kill, commitMillis);

            DiskSessionStore store = new DiskSessionStore(base, "sessions", limits(commitMillis));
            try {
                assertThat(base.resolve("sessions").toFile().list())
                        .allMatch(name -> name.startsWith("sessions"), "nothing set aside");
                for (String id : kept) {
                    assertThat(store.get(id)).as("session %s", id).isNotNull();
                    assertThat(store.get(id).initializeParams()).hasSize(200);
                }
                assertThat(removed).noneMatch(id -> store.get(id) != null);
                assertThat(removed).noneMatch(id -> store.tasks().get(id + "-task") != null);
                tasks.forEach((id, status) -> checkTask(store, id, status));
                events.forEach((id, last) -> {
                    assertThat(store.lastSequence(id))
                            .as("numbers used in %s", id)
                            .isGreaterThanOrEqualTo(last);
                    checkEvents(store, id, last, commitMillis);
                });
            } finally {
                store.deactivate();
            }
        }
        assertThat(kept).hasSizeGreaterThan(100);
        assertThat(removed).hasSizeGreaterThan(100);
        assertThat(events).hasSizeGreaterThan(100);
        assertThat(tasks).containsValue("completed").hasSizeGreaterThan(100);
    }

    private static void checkTask(DiskSessionStore store, String id, String status) {
        TaskRecord task = store.tasks().get(id);
        assertThat(task).as("task %s", id).isNotNull();
        if (status.equals("completed")) {
            assertThat(task.status()).as("task %s", id).isEqualTo(TaskStatus.COMPLETED);
        }
        if (task.status() == TaskStatus.COMPLETED) {
            assertThat(new String(task.result(), StandardCharsets.UTF_8)).isEqualTo("{\"of\":\"" + id + "\"}");
        }
    }

    private static void checkEvents(DiskSessionStore store, String id, long last, long commitMillis) {
        List<StreamEvent> found = store.eventsAfter(id, 0, 1);
        if (commitMillis == 0) {
            assertThat(found).as("events of %s", id).hasSizeGreaterThanOrEqualTo((int) last - 1);
        }
        if (found != null) {
            for (int i = 0; i < found.size(); i++) {
                assertThat(found.get(i).sequence()).isEqualTo(i + 2L);
                assertThat(new String(found.get(i).message(), StandardCharsets.UTF_8))
                        .startsWith(id + " " + (i + 2) + " ")
                        .hasSize(MESSAGE_BYTES);
            }
        }
    }

    /** Lets a process write, notes what it says it has, and kills it. */
    private void killed(int round, long commitMillis) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        base.toString(),
                        "r" + round,
                        Long.toString(commitMillis))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int lines = 0;
        try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
            String line = said.readLine();
            while (line != null) {
                lines++;
                // the last line may have been cut off
                if (line.endsWith(".")) {
                    note(line.split(" "));
                }
                if (lines == LINES) {
                    // by its handle, since Process closes what is still to be read
                    process.toHandle().destroyForcibly();
                }
                line = said.readLine();
            }
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("killed, not ended").isNotZero();
        assertThat(lines).isGreaterThanOrEqualTo(LINES);
    }

    private void note(String[] words) {
        String id = words[1];
        switch (words[0]) {
            case "put" -> kept.add(id);
            case "removing" -> {
                kept.remove(id);
                events.remove(id);
                tasks.remove(id + "-task");
            }
            case "task" -> tasks.put(id, words[2]);
            case "removed" -> removed.add(id);
            case "append" -> events.put(id, Long.parseLong(words[2]));
            default -> throw new IllegalStateException(words[0]);
        }
    }

    private static DiskLimits limits(long commitMillis) {
        return new DiskLimits(256, 1 << 20, commitMillis, 1_000, 60_000);
    }

    /** The process that is killed: says each thing after it was done, and that it will remove before it does. */
    static final class Writer {

        private Writer() {}

        public static void main(String[] arguments) {
            DiskSessionStore store =
                    new DiskSessionStore(Path.of(arguments[0]), "sessions", limits(Long.parseLong(arguments[2])));
            for (int thread = 0; thread < THREADS; thread++) {
                String name = arguments[1] + "-" + thread + "-";
                new Thread(() -> write(store, name, System.out)).start();
            }
        }

        private static void write(DiskSessionStore store, String name, PrintStream out) {
            for (int i = 0; i < 1_000_000; i++) {
                String id = name + i;
                store.put(new SessionRecord(
                        id, "2025-11-25", null, new byte[200], true, null, Set.of(), Instant.ofEpochSecond(1)));
                out.print("put " + id + " .\n");
                for (int sequence = 1; sequence <= 5; sequence++) {
                    byte[] message = (id + " " + sequence + " ").getBytes(StandardCharsets.UTF_8);
                    store.append(id, new StreamEvent(0, sequence, Arrays.copyOf(message, MESSAGE_BYTES)));
                    out.print("append " + id + " " + sequence + " .\n");
                }
                writeTask(store, id, out);
                if (i % 2 == 1) {
                    out.print("removing " + id + " .\n");
                    store.remove(id);
                    out.print("removed " + id + " .\n");
                }
            }
        }

        private static void writeTask(DiskSessionStore store, String session, PrintStream out) {
            String id = session + "-task";
            TaskRecord task = new TaskRecord(
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
            store.tasks().put(task);
            out.print("task " + id + " working .\n");
            byte[] result = ("{\"of\":\"" + id + "\"}").getBytes(StandardCharsets.UTF_8);
            store.tasks()
                    .put(task.with(TaskStatus.COMPLETED, null, Instant.EPOCH).withResult(result));
            out.print("task " + id + " completed .\n");
        }
    }
}
