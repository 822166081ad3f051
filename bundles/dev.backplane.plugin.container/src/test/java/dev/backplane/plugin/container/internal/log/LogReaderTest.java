package dev.backplane.plugin.container.internal.log;

import static dev.backplane.plugin.container.internal.log.LogFolder.STACK;
import static dev.backplane.plugin.container.internal.log.LogFolder.line;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.api.ResourceContents;
import dev.backplane.plugin.container.internal.ManualContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogReaderTest {

    @TempDir
    Path path;

    private LogFolder folder;

    @BeforeEach
    void setUp() {
        folder = new LogFolder(path);
    }

    @Test
    void last_entryWithStackTrace_isOneEntry() throws IOException {
        folder.write(line(1, "INFO", "begin") + line(2, "ERROR", "failed | really") + STACK + line(3, "WARN", "end"));

        List<LogEntry> entries = folder.reader().last(10, Severity.TRACE);

        assertThat(entries).extracting(LogEntry::message).containsExactly("begin", "failed | really", "end");
        LogEntry failed = entries.get(1);
        assertThat(failed.stack()).isEqualTo(STACK.stripTrailing());
        assertThat(failed.level()).isEqualTo(Severity.ERROR);
        assertThat(failed.thread()).isEqualTo("main");
        assertThat(failed.logger()).isEqualTo("org.example.Foo");
        assertThat(failed.bundle()).isEqualTo("12 - org.example - 1.0.0");
        assertThat(failed.time())
                .isEqualTo(LocalDateTime.parse("2026-11-23T12:02:00.123")
                        .atZone(ZoneId.systemDefault())
                        .toInstant());
        assertThat(entries.get(0).stack()).isNull();
    }

    @Test
    void last_rotatedFiles_areReadNewestFirstAndOthersNot() throws IOException {
        folder.write(line(9, "INFO", "current"))
                .rotated(".1", 5, line(1, "INFO", "oldest"))
                .rotated(".2", 4, line(2, "INFO", "older"))
                .rotated(".10", 3, line(3, "INFO", "old"))
                .rotated(".3.gz", 2, "compressed")
                .rotated("-notes", 2, "foreign");

        assertThat(folder.reader().last(10, Severity.TRACE))
                .extracting(LogEntry::message)
                .containsExactly("oldest", "older", "old", "current");
        assertThat(folder.reader().last(2, Severity.TRACE))
                .extracting(LogEntry::message)
                .containsExactly("old", "current");
    }

    @Test
    void last_traceSplitByRotation_staysOneEntry() throws IOException {
        int half = STACK.length() / 2;
        folder.rotated(".1", 1, line(1, "ERROR", "failed") + STACK.substring(0, half));
        folder.write(STACK.substring(half) + line(2, "INFO", "after"));

        List<LogEntry> entries = folder.reader().last(10, Severity.TRACE);

        assertThat(entries).extracting(LogEntry::message).containsExactly("failed", "after");
        assertThat(entries.get(0).stack()).contains("disk full");
    }

    @Test
    void last_noFile_isEmpty() throws IOException {
        assertThat(folder.reader().last(10, Severity.TRACE)).isEmpty();
        assertThat(new LogReader(() -> path.resolve("gone/karaf.log")).last(1, Severity.TRACE))
                .isEmpty();
    }

    @Test
    void last_foreignLayout_stillHasTimeLevelAndText() throws IOException {
        folder.write("2026-11-23 12:00:00.123 [main] WARN  o.e.Foo - careful\nno time at all\n");

        List<LogEntry> entries = folder.reader().last(10, Severity.TRACE);

        assertThat(entries).singleElement().satisfies(entry -> {
            assertThat(entry.level()).isEqualTo(Severity.WARN);
            assertThat(entry.message()).contains("careful");
            assertThat(entry.stack()).isEqualTo("no time at all");
        });
    }

    @Test
    void last_linesOfTheLauncher_areOneEntryAsGraveAsTheGravest() throws IOException {
        folder.write("Nov 23, 2026 1:00:37 PM org.apache.karaf.main.Main launch\nINFO: Installing\n"
                + "Nov 23, 2026 1:00:38 PM org.apache.karaf.main.Main launch\nSEVERE: No lock\n"
                + line(1, "INFO", "begin"));

        assertThat(folder.reader().last(10, Severity.ERROR)).singleElement().satisfies(entry -> {
            assertThat(entry.time()).isNull();
            assertThat(entry.stack()).endsWith("SEVERE: No lock");
        });
    }

    @Test
    void last_linesWithoutAnyTime_areEntriesOfTheirOwn() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 2_000; i++) {
            text.append("line ").append(i).append('\n');
        }
        folder.write(text.toString());

        assertThat(folder.reader().last(2, Severity.TRACE))
                .extracting(LogEntry::message)
                .containsExactly("line 1998", "line 1999");
    }

    @Test
    void read_moreThanTheBound_stops() throws IOException {
        String entry = line(1, "INFO", "x".repeat(100_000));
        folder.write(entry.repeat((int) (LogReader.MAX_BYTES / entry.length()) + 20));
        List<RawEntry> seen = new ArrayList<>();

        LogReader.Extent extent = folder.reader().read(raw -> {
            seen.add(raw);
            return true;
        });

        assertThat(extent.complete()).isFalse();
        assertThat(extent.bytes()).isBetween(LogReader.MAX_BYTES, LogReader.MAX_BYTES + entry.length());
        assertThat(seen).hasSizeBetween(300, 400);
    }

    @Test
    void resource_log_isItsEndMasked() throws IOException {
        folder.write(line(1, "INFO", "password=hunter2").repeat(3_000) + line(2, "ERROR", "failed") + STACK);

        String text = ((ResourceContents.Text) new LogResource(folder.reader())
                        .read(new ManualContext(c -> {}))
                        .contents()
                        .get(0))
                .text();

        assertThat(text).doesNotContain("hunter2").endsWith(STACK.stripTrailing());
        assertThat(text.lines().filter(line -> line.contains("password=***"))).hasSize(499);
    }
}
