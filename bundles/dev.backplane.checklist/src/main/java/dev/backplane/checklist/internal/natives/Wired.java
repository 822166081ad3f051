package dev.backplane.checklist.internal.natives;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;

/** Tells which bundles a bundle uses, and which of them bring libraries that are not Java. */
final class Wired {

    private static final List<String> PATTERNS = List.of("*.so", "*.dll", "*.dylib", "*.jnilib");
    private static final Path MAPS = Path.of("/proc/self/maps");

    private Wired() {}

    /** Returns the bundles, and all that they cannot do without, and so on; without the framework. */
    static Set<Bundle> closure(Stream<Bundle> from) {
        Set<Bundle> all = new LinkedHashSet<>();
        Deque<Bundle> next = new ArrayDeque<>(from.toList());
        while (!next.isEmpty()) {
            Bundle bundle = next.removeFirst();
            BundleWiring wiring = bundle.adapt(BundleWiring.class);
            if (bundle.getBundleId() == 0 || wiring == null || !all.add(bundle)) {
                continue;
            }
            for (BundleWire wire : wiring.getRequiredWires(null)) {
                if (!"optional".equals(wire.getRequirement().getDirectives().get("resolution"))) {
                    next.add(wire.getProvider().getBundle());
                }
            }
        }
        return all;
    }

    /** Returns whether the bundle brings libraries that are not Java. */
    static boolean bringsLibraries(Bundle bundle) {
        return bundle.getHeaders().get("Bundle-NativeCode") != null
                || PATTERNS.stream().anyMatch(pattern -> bundle.findEntries("/", pattern, true) != null);
    }

    /** Returns the names of the libraries in this process that are neither the JVM's nor the system's. */
    static Set<String> mapped() throws IOException {
        Set<String> names = new LinkedHashSet<>();
        if (Files.isReadable(MAPS)) {
            String jvm = System.getProperty("java.home");
            for (String line : Files.readAllLines(MAPS)) {
                int at = line.indexOf('/');
                String file = at < 0 ? "" : line.substring(at);
                if (file.matches(".*\\.so[.0-9]*( \\(deleted\\))?")
                        && !file.startsWith(jvm)
                        && !file.startsWith("/usr/")
                        && !file.startsWith("/lib")) {
                    names.add(file);
                }
            }
        }
        return names;
    }
}
