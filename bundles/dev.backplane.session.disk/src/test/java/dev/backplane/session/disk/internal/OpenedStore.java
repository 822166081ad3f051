package dev.backplane.session.disk.internal;

import dev.backplane.spi.session.SessionRecord;
import dev.backplane.spi.session.StreamEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A store in a directory of its own, which is opened before each test, and can be again. */
abstract class OpenedStore {

    /** What MVStore writes at least; its head stands in the first two. */
    static final int BLOCK_BYTES = 4_096;

    final DiskLimits limits;

    @TempDir
    Path base;

    Path directory;
    DiskSessionStore store;

    OpenedStore(DiskLimits limits) {
        this.limits = limits;
    }

    @BeforeEach
    void open() {
        directory = base.resolve("sessions");
        store = new DiskSessionStore(base, "sessions", limits);
    }

    @AfterEach
    void close() {
        store.deactivate();
    }

    final void reopen() {
        close();
        open();
    }

    /** Lets the next snapshot fail, until what is returned is deleted. */
    final Path failingSnapshot() throws IOException {
        return Files.createDirectories(directory.resolve("sessions-00000002.snapshot.tmp/something"));
    }

    final List<String> names() throws IOException {
        return files().stream().map(file -> file.getFileName().toString()).toList();
    }

    final List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    final long bytes() throws IOException {
        return files().stream().mapToLong(file -> file.toFile().length()).sum();
    }

    static SessionRecord session(String id) {
        return new SessionRecord(
                id, "2025-06-18", null, new byte[0], false, null, Set.of(), Instant.parse("2026-11-01T00:00:00Z"));
    }

    static StreamEvent event(long stream, long sequence) {
        return new StreamEvent(stream, sequence, ("message " + sequence).getBytes(StandardCharsets.UTF_8));
    }
}
