package dev.backplane.plugin.container.internal.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads the log backwards, entry by entry, from the current file into those it was rotated to (but not compressed ones).
 * It never reads more than it is told to, nor keeps more than one entry in memory. Thread-safe.
 */
public final class LogReader {

    /** How much of the log one question may read. */
    static final long MAX_BYTES = 32L * 1024 * 1024;

    /** How long an entry may be; lines behind that are shown as entries of their own. */
    static final int MAX_LINES = 500;

    private static final int MAX_CHARACTERS = 256 * 1024;

    private final Supplier<Path> location;

    /**
     * How a reading ended.
     *
     * @param complete there was nothing more to read
     * @param bytes read, about
     */
    public record Extent(boolean complete, long bytes) {}

    /** @param location where the current log file lies, asked for at each reading */
    public LogReader(Supplier<Path> location) {
        this.location = location;
    }

    public Path file() {
        return location.get();
    }

    /**
     * Shows the entries to the visitor, the newest first, until it returns false.
     *
     * @throws IOException if a file cannot be read; a file that is not there, or no longer, is none
     */
    Extent read(Predicate<RawEntry> visitor) throws IOException {
        Visit visit = new Visit(visitor, MAX_BYTES);
        for (Path file : newestFirst(location.get())) {
            try (ReverseLines lines = new ReverseLines(file)) {
                for (String line = lines.next(); line != null; line = lines.next()) {
                    if (!visit.line(line)) {
                        return new Extent(false, visit.bytes);
                    }
                }
            } catch (NoSuchFileException rotatedMeanwhile) {
                continue;
            }
        }
        return new Extent(visit.end(), visit.bytes);
    }

    /** Returns the last entries, the oldest first. */
    public List<LogEntry> last(int count, Severity least) throws IOException {
        List<LogEntry> entries = new ArrayList<>();
        read(entry -> {
            if (entry.level().compareTo(least) >= 0) {
                entries.add(0, entry.masked());
            }
            return entries.size() < count;
        });
        return entries;
    }

    static List<Path> newestFirst(Path current) throws IOException {
        Path name = current.getFileName();
        Path folder = current.getParent();
        if (name == null || folder == null || !Files.isDirectory(folder)) {
            return List.of();
        }
        Pattern rotated = Pattern.compile(Pattern.quote(name.toString()) + "[.-][\\d-]+");
        List<Path> files = new ArrayList<>();
        try (Stream<Path> siblings = Files.list(folder)) {
            siblings.filter(file -> rotated.matcher(fileName(file)).matches())
                    .sorted(Comparator.comparing(LogReader::modified)
                            .thenComparing(LogReader::fileName)
                            .reversed())
                    .forEach(files::add);
        }
        if (Files.exists(current)) {
            files.add(0, current);
        }
        return files;
    }

    private static String fileName(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException goneMeanwhile) {
            return FileTime.fromMillis(0);
        }
    }

    /** One reading: gathers lines until the one that an entry begins with. */
    private static final class Visit {
        private final Predicate<RawEntry> visitor;
        private final long maxBytes;
        private final LinkedList<String> lines = new LinkedList<>();
        private long bytes;
        private int characters;

        Visit(Predicate<RawEntry> visitor, long maxBytes) {
            this.visitor = visitor;
            this.maxBytes = maxBytes;
        }

        boolean line(String line) {
            bytes += line.length() + 1L;
            lines.addFirst(line);
            characters += line.length();
            boolean goesOn = true;
            if (RawEntry.begins(line)) {
                goesOn = show();
            }
            while (goesOn && lines.size() > 1 && (lines.size() > MAX_LINES || characters > MAX_CHARACTERS)) {
                String last = lines.removeLast();
                characters -= last.length();
                goesOn = visitor.test(new RawEntry(List.of(last)));
            }
            return goesOn && bytes < maxBytes;
        }

        /** Shows what lies before the first entry, if anything does. */
        boolean end() {
            return lines.isEmpty() || show();
        }

        private boolean show() {
            RawEntry entry = new RawEntry(List.copyOf(lines));
            lines.clear();
            characters = 0;
            return visitor.test(entry);
        }
    }
}
