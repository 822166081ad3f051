package dev.backplane.itests.swap;

import dev.backplane.itests.harness.Distribution;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the platform's process holds.
 *
 * @param heap bytes used after collections
 * @param threads the platform's own, by name without numbers, and how many there are of each
 * @param objects instances of our classes and of class loaders, by the name of the class; each class of that name, thus
 *     each class loader that has one, counts for itself
 * @param files paths of open regular files, without the numbers in them, which tell versions
 */
record Holdings(long heap, Map<String, Long> threads, Map<String, String> objects, List<String> files) {

    static Holdings of(Distribution backplane) {
        Map<String, Long> threads = ask(backplane, "threads")
                .lines()
                .filter(name -> name.matches("(?i).*(backplane|mvstore|h2|itest).*"))
                .collect(Collectors.groupingBy(
                        name -> name.replaceAll("\\d+", "n"), TreeMap::new, Collectors.counting()));
        return new Holdings(
                Long.parseLong(ask(backplane, "heap")), threads, objects(backplane), files(backplane.pid()));
    }

    /** Instances of our classes, of connections and of class loaders, by the name of the class. */
    static Map<String, String> objects(Distribution backplane) {
        Map<String, String> objects = new TreeMap<>();
        ask(backplane, "classes").lines().forEach(line -> {
            // number: instances bytes class (module)
            String[] fields = line.trim().split("\\s+");
            objects.merge(fields[3], fields[1], (first, second) -> first + " and " + second);
        });
        return objects;
    }

    /** Instances of a class, of whichever class loader; null: none. */
    String count(String type) {
        return objects.get(type);
    }

    private static String ask(Distribution backplane, String about) {
        return Swapper.ask(backplane, "jvm", "{\"about\":\"" + about + "\"}");
    }

    private static List<String> files(long pid) {
        List<String> files = new ArrayList<>();
        try (var descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                try {
                    String target = Files.readSymbolicLink(descriptor).toString();
                    if (target.startsWith("/")) {
                        files.add(target.replaceAll("\\d+", "n"));
                    }
                } catch (NoSuchFileException e) {
                    // closed meanwhile
                }
            }
            Collections.sort(files);
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
