package dev.backplane.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What lives on the heap of another JVM, after a full collection. Immutable.
 *
 * @param bytes of all objects
 * @param classes bytes of the instances, by class
 */
record LiveHeap(long bytes, Map<String, Long> classes) {

    private static final Pattern LINE = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+).*");
    private static final int COLLECTIONS = 3;

    /** Looks into the JVM; the last of a few collections counts, as each lets go of what the one before has found. */
    static LiveHeap of(long pid) throws IOException, InterruptedException {
        LiveHeap last = histogram(pid);
        for (int i = 1; i < COLLECTIONS; i++) {
            last = histogram(pid);
        }
        return last;
    }

    private static LiveHeap histogram(long pid) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(pid),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String text = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (jcmd.waitFor() != 0) {
            throw new IOException("jcmd GC.class_histogram failed: " + text);
        }
        Map<String, Long> classes = new HashMap<>();
        text.lines().map(LINE::matcher).filter(Matcher::matches).forEach(line -> {
            classes.merge(line.group(3), Long.parseLong(line.group(2)), Long::sum);
        });
        return new LiveHeap(classes.values().stream().mapToLong(each -> each).sum(), classes);
    }

    /** Lists what grew most, in bytes a piece. */
    String growth(LiveHeap before, int pieces, int lines) {
        StringBuilder table = new StringBuilder();
        classes.entrySet().stream()
                .map(each -> Map.entry(
                        each.getKey(), each.getValue() - before.classes().getOrDefault(each.getKey(), 0L)))
                .sorted((one, two) -> Long.compare(two.getValue(), one.getValue()))
                .limit(lines)
                .forEach(each -> table.append(
                        String.format(Locale.ROOT, "%12.1f  %s%n", (double) each.getValue() / pieces, each.getKey())));
        return table.toString();
    }
}
