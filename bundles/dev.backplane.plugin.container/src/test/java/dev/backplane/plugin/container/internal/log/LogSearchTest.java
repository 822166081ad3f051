package dev.backplane.plugin.container.internal.log;

import static dev.backplane.plugin.container.internal.log.LogFolder.STACK;
import static dev.backplane.plugin.container.internal.log.LogFolder.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.plugin.container.internal.ContainerException;
import dev.backplane.plugin.container.internal.log.LogSearchTool.Query;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class LogSearchTest {

    private static final Instant NOW = LocalDateTime.parse("2026-11-23T12:10:00")
            .atZone(ZoneId.systemDefault())
            .toInstant();

    @TempDir
    Path path;

    private LogSearch search;

    @BeforeEach
    void setUp() throws IOException {
        LogFolder folder = new LogFolder(path)
                .write(line(1, "INFO", "begin")
                        + line(2, "ERROR", "failed")
                        + STACK
                        + line(3, "WARN", "Authorization: Bearer hunter2hunter2")
                        + line(4, "INFO", "end"));
        search = new LogSearch(folder.reader(), () -> NOW);
    }

    @Test
    void find_textInStackTrace_findsTheEntry() throws IOException {
        LogListing found = search("DISK full", null, null, null, null, 10);

        assertThat(found.entries()).extracting(LogEntry::message).containsExactly("failed");
        assertThat(found.complete()).isTrue();
        assertThat(found.scannedBytes()).isPositive();
        assertThat(found.file()).endsWith("karaf.log");
    }

    @Test
    void find_regex_findsWhatItMatches() throws IOException {
        assertThat(search(null, "(?m)^Caused by: .*IOException", null, null, null, 10)
                        .entries())
                .extracting(LogEntry::message)
                .containsExactly("failed");
        assertThat(search(null, "b.gin|^never", null, null, null, 10).entries()).hasSize(1);
    }

    @Test
    void find_level_takesGraverOnesToo() throws IOException {
        assertThat(search(null, null, Severity.WARN, null, null, 10).entries())
                .extracting(LogEntry::level)
                .containsExactly(Severity.ERROR, Severity.WARN);
    }

    @Test
    void find_logger_isAPartOfItsName() throws IOException {
        assertThat(search(null, null, null, "example.foo", null, 10).entries()).hasSize(4);
        assertThat(search(null, null, null, "other", null, 10).entries()).isEmpty();
    }

    @Test
    void find_since_endsThere() throws IOException {
        assertThat(search(null, null, null, null, "PT8M", 10).entries())
                .extracting(LogEntry::message)
                .hasSize(3)
                .startsWith("failed");
        assertThat(search(null, null, null, null, "PT7M", 10).complete()).isTrue();
        assertThat(search(null, null, null, null, "2026-11-23T12:04:00", 10).entries())
                .hasSize(1);
        assertThat(search(null, null, null, null, "2026-11-23 12:04:00,123", 10).entries())
                .hasSize(1);
        assertThat(search(null, null, null, null, NOW.toString(), 10).entries()).isEmpty();
    }

    @Test
    void find_limit_takesTheNewest() throws IOException {
        LogListing found = search(null, null, null, null, null, 2);

        assertThat(found.entries()).extracting(LogEntry::message).last().isEqualTo("end");
        assertThat(found.entries()).hasSize(2);
        assertThat(found.complete()).isFalse();
    }

    @Test
    void find_secret_isNeitherShownNorGuessable() throws IOException {
        assertThat(search("Authorization", null, null, null, null, 10).entries())
                .extracting(LogEntry::message)
                .containsExactly("Authorization: ***");
        assertThat(search("hunter2", null, null, null, null, 10).entries()).isEmpty();
        assertThat(search(null, "Bearer h", null, null, null, 10).entries()).isEmpty();
    }

    @Test
    void find_badArguments_areNamed() {
        assertThatThrownBy(() -> search(null, "a(b", null, null, null, 10))
                .isInstanceOf(ContainerException.class)
                .hasMessageStartingWith("regex 'a(b' must be a regular expression: Unclosed group near index 3");
        assertThatThrownBy(() -> search(null, null, null, null, "yesterday", 10))
                .isInstanceOf(ContainerException.class)
                .hasMessageStartingWith("since 'yesterday' must be a duration back from now (PT15M)");
        assertThatThrownBy(() -> search("a", "b", null, null, null, 10))
                .isInstanceOf(ContainerException.class)
                .hasMessage("at most one of text, regex may be given, both are");
    }

    @Test
    @Timeout(60)
    void find_hostileRegex_isRefusedInsteadOfHanging() throws IOException {
        LogFolder folder = new LogFolder(path).write(line(1, "INFO", "a".repeat(50_000) + "!"));
        LogSearch hostile = new LogSearch(folder.reader(), () -> NOW);

        assertThatThrownBy(() -> hostile.find(new Query(null, "(a+)+$", null, null, null, 1), () -> false))
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining("regex");
        assertThatThrownBy(() -> hostile.find(new Query(null, "^.*?(a|b)*c", null, null, null, 1), () -> false))
                .isInstanceOf(ContainerException.class)
                .hasMessageContaining("regex");
    }

    @Test
    void find_cancelled_ends() throws IOException {
        LogListing found = search.find(new Query(null, null, null, null, null, 10), () -> true);

        assertThat(found.entries()).hasSize(1);
        assertThat(found.complete()).isFalse();
    }

    private LogListing search(String text, String regex, Severity level, String logger, String since, int limit)
            throws IOException {
        return search.find(new Query(text, regex, level, logger, since, limit), () -> false);
    }
}
