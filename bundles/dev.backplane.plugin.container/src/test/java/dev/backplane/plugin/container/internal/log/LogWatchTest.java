package dev.backplane.plugin.container.internal.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LogWatchTest {

    @TempDir
    Path folder;

    private final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
    private LogWatch watch;

    @AfterEach
    void tearDown() throws Exception {
        if (watch != null) {
            watch.close();
        }
    }

    @Test
    void file_grows_isTold() throws Exception {
        Path file = Files.writeString(folder.resolve("karaf.log"), "a\n");
        watch = new LogWatch(file, 1, () -> told.add("grown"));
        Files.writeString(file, "b\n", StandardOpenOption.APPEND);
        assertThat(told.poll(30, TimeUnit.SECONDS)).isEqualTo("grown");
    }

    @Test
    void file_isRotated_isTold() throws Exception {
        Path file = Files.writeString(folder.resolve("karaf.log"), "a\n");
        watch = new LogWatch(file, 1, () -> told.add("grown"));
        Files.move(file, folder.resolve("karaf.log.1"));
        Files.writeString(file, "c\n");
        assertThat(told.poll(30, TimeUnit.SECONDS)).isEqualTo("grown");
    }

    @Test
    void file_growsOften_isToldOnceAnInterval() throws Exception {
        Path file = folder.resolve("karaf.log");
        watch = new LogWatch(file, 600_000, () -> told.add("grown"));
        for (int i = 0; i < 100; i++) {
            Files.writeString(file, "a\n", StandardOpenOption.APPEND, StandardOpenOption.CREATE);
        }
        assertThat(told.poll(30, TimeUnit.SECONDS)).isEqualTo("grown");
        watch.close();
        assertThat(told).isEmpty();
    }

    @Test
    void otherFile_grows_isNotTold() throws Exception {
        Path file = folder.resolve("karaf.log");
        watch = new LogWatch(file, 1, () -> told.add("grown"));
        Files.writeString(folder.resolve("security.log"), "a\n");
        Files.writeString(file, "b\n");
        assertThat(told.poll(30, TimeUnit.SECONDS)).isEqualTo("grown");
    }

    @Test
    void close_whileWaiting_endsTheThread() throws Exception {
        watch = new LogWatch(folder.resolve("karaf.log"), 1, () -> told.add("grown"));
        watch.close();

        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("backplane-log-watch");
    }

    @Test
    void configured_rootAppenderWithFile_isTheLog() {
        Hashtable<String, Object> properties = new Hashtable<>(Map.of(
                "log4j2.rootLogger.appenderRef.Console.ref", "Console",
                "log4j2.rootLogger.appenderRef.RollingFile.ref", "RollingFile",
                "log4j2.appender.console.name", "Console",
                "log4j2.appender.audit.name", "Audit",
                "log4j2.appender.audit.fileName", "/logs/security.log",
                "log4j2.appender.rolling.name", "RollingFile",
                "log4j2.appender.rolling.fileName", "/logs/my.log"));
        assertThat(LogLocation.configured(properties)).contains(Path.of("/logs/my.log"));

        properties.put("log4j2.appender.rolling.fileName", "${karaf.log}/karaf.log");
        assertThat(LogLocation.configured(properties)).isEmpty();
    }
}
