package dev.backplane.itests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs other programs, each with a bound on its time. Thread-safe: it has no state. */
public final class Commands {
    private Commands() {}

    /**
     * How a program ended.
     *
     * @param status its exit status
     * @param output its standard output and error, in the order written
     */
    public record Result(int status, String output) {}

    /**
     * Runs a program to its end.
     *
     * @param folder where it runs
     * @param environment what is added to this process's environment; an empty value removes the variable
     * @param bound how long it may take; then it is killed, with its children
     * @param command the program and its arguments
     * @throws IllegalStateException if it takes longer than the bound; the message has its output
     */
    public static Result run(Path folder, Map<String, String> environment, Duration bound, List<String> command) {
        try {
            Path output = Files.createTempFile(Settings.target(), "command", ".out");
            Process process = start(folder, environment, output, command);
            boolean ended = process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
            String text = Files.readString(output, StandardCharsets.UTF_8);
            Files.delete(output);
            if (!ended) {
                throw new IllegalStateException(
                        command + " took longer than " + bound.toSeconds() + " s; it wrote:\n" + text);
            }
            return new Result(process.exitValue(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + command, e);
        }
    }

    /** Starts a program whose standard output and error go to {@code output}. */
    public static Process start(Path folder, Map<String, String> environment, Path output, List<String> command)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(output.toFile());
        environment.forEach((key, value) -> {
            if (value.isEmpty()) {
                builder.environment().remove(key);
            } else {
                builder.environment().put(key, value);
            }
        });
        return builder.start();
    }

    /** Unpacks a {@code tar.gz} into {@code folder}, made anew, without the archive's top folder. */
    public static void unpack(Path archive, Path folder) {
        try {
            delete(folder);
            Files.createDirectories(folder);
            Result result = run(
                    folder,
                    Map.of(),
                    Duration.ofMinutes(1),
                    List.of("tar", "-xzf", archive.toString(), "--strip-components", "1"));
            if (result.status() != 0) {
                throw new IllegalStateException("cannot unpack " + archive + ": " + result.output());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes a folder with all that is in it, if it is there; what links in it lead to stays. */
    public static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
