package dev.backplane.dispatch.virtual.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** A JDK of this machine. */
record Jdk(Path home, int version) {

    /** Finds the newest: in the folders that the environment's BACKPLANE_JDKS names, or beside the one that runs this. */
    static Optional<Jdk> newest(int least) {
        String folders = System.getenv("BACKPLANE_JDKS");
        List<Path> homes = folders == null
                ? children(Path.of(System.getProperty("java.home")).getParent())
                : Arrays.stream(folders.split(java.io.File.pathSeparator))
                        .map(Path::of)
                        .flatMap(folder -> Stream.concat(Stream.of(folder), children(folder).stream()))
                        .toList();
        return homes.stream()
                .flatMap(Jdk::of)
                .filter(jdk -> jdk.version >= least)
                .max(Comparator.comparing(Jdk::version));
    }

    Path java() {
        return home.resolve("bin").resolve("java");
    }

    private static List<Path> children(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static Stream<Jdk> of(Path home) {
        Path release = home.resolve("release");
        if (!Files.isExecutable(home.resolve("bin").resolve("java")) || !Files.isRegularFile(release)) {
            return Stream.empty();
        }
        Properties values = new Properties();
        try (InputStream in = Files.newInputStream(release)) {
            values.load(in);
            String version = values.getProperty("JAVA_VERSION", "").replace("\"", "");
            return Stream.of(new Jdk(home, Runtime.Version.parse(version).feature()));
        } catch (IOException | IllegalArgumentException e) {
            return Stream.empty();
        }
    }
}
