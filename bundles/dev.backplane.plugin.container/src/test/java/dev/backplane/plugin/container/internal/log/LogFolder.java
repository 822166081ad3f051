package dev.backplane.plugin.container.internal.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/** Log files as Karaf writes them. */
final class LogFolder {

    static final String STACK = """
            java.lang.IllegalStateException: no luck
            \tat org.example.Foo.bar(Foo.java:12) ~[?:?]
            \tat org.example.Foo.baz(Foo.java:34) ~[?:?]
            Caused by: java.io.IOException: disk full
            \t... 2 more
            """;

    final Path current;

    LogFolder(Path folder) {
        current = folder.resolve("karaf.log");
    }

    static String line(int minute, String level, String message) {
        return String.format(
                "2026-11-23T12:%02d:00,123 | %-5s | main             | org.example.Foo                  | 12 - org.example - 1.0.0 | %s%n",
                minute, level, message);
    }

    LogFolder write(String text) throws IOException {
        Files.writeString(current, text);
        return this;
    }

    LogFolder rotated(String suffix, int ageHours, String text) throws IOException {
        Path file = current.resolveSibling("karaf.log" + suffix);
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.fromMillis(System.currentTimeMillis() - ageHours * 3_600_000L));
        return this;
    }

    LogReader reader() {
        return new LogReader(() -> current);
    }
}
