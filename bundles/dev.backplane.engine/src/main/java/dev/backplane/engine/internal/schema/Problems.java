package dev.backplane.engine.internal.schema;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with a value, five problems at most. Not thread-safe. */
final class Problems {
    private static final int MAX = 5;

    private final List<String> found = new ArrayList<>();

    void add(Path path, String keyword, String text) {
        if (!full()) {
            found.add(path + ": " + text + " (" + keyword + ")");
        }
    }

    /** Tells whether looking on is of no use. */
    boolean full() {
        return found.size() == MAX;
    }

    List<String> list() {
        return found;
    }
}
