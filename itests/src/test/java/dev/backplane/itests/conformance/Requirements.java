package dev.backplane.itests.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Which server scenarios the suite's own file demands for a revision.
 *
 * @param scored those that conformance is made of
 * @param others those that are run besides: extensions, later ones, pending ones
 */
record Requirements(List<String> scored, List<String> others) {

    Requirements {
        scored = List.copyOf(scored);
        others = List.copyOf(others);
    }

    /** Reads the suite's {@code requirements/REVISION.yaml}, of which it uses block lists of plain scalars alone. */
    static Requirements read(Path file) throws IOException {
        List<String> scored = new ArrayList<>();
        List<String> others = new ArrayList<>();
        String section = "";
        String scenario = "";
        for (String line : Files.readAllLines(file)) {
            if (line.matches("\\w+:.*")) {
                section = line.substring(0, line.indexOf(':'));
            } else if (line.startsWith("  - scenario: ")) {
                scenario = line.substring("  - scenario: ".length()).strip();
            } else if (line.strip().equals("leg: server")) {
                others.add(scenario);
            } else if (line.startsWith("  - ") && section.equals("server")) {
                scored.add(line.substring("  - ".length()).strip());
            }
        }
        return new Requirements(scored, others);
    }
}
