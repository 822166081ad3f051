package dev.backplane.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** What the heap of a server holds. Stateless. */
final class Heap {

    private Heap() {}

    /** Collects all garbage of the process and returns the bytes of the objects that are left, as {@code jcmd} counts them. */
    static long liveBytes(long pid) throws IOException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        List<String> lines = run(jcmd, "" + pid, "GC.class_histogram").lines().toList();
        for (int i = lines.size() - 1; i >= 0; i--) {
            String[] words = lines.get(i).strip().split("\\s+");
            if (words.length == 3 && words[0].equals("Total")) {
                return Long.parseLong(words[2]);
            }
        }
        throw new IOException("jcmd says nothing of the heap: " + lines);
    }

    private static String run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
