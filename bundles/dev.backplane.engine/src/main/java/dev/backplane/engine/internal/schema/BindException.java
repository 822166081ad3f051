package dev.backplane.engine.internal.schema;

import java.util.ArrayDeque;
import java.util.Deque;

/** A JSON value does not become the Java value wanted; its path grows as it passes the levels outwards. */
final class BindException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Deque<String> segments = new ArrayDeque<>();
    private final String keyword;
    private final String problem;

    BindException(String keyword, String problem) {
        super(problem, null, false, false);
        this.keyword = keyword;
        this.problem = problem;
    }

    BindException within(String segment) {
        segments.addFirst(segment);
        return this;
    }

    void addTo(Problems problems) {
        Path path = Path.ROOT;
        for (String segment : segments) {
            path = path.at(segment);
        }
        problems.add(path, keyword, problem);
    }
}
