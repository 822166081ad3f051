package dev.backplane.transport.http.internal;

import java.util.ArrayList;
import java.util.List;

/** Headers of an answer beyond those that every answer has, in the order they were set. Not thread-safe. */
final class ResponseHeaders {

    private final List<String> namesAndValues = new ArrayList<>(4);

    /** Sets a header; an earlier value of the name gives way. */
    void set(String name, String value) {
        for (int i = 0; i < namesAndValues.size(); i += 2) {
            if (namesAndValues.get(i).equalsIgnoreCase(name)) {
                namesAndValues.set(i + 1, value);
                return;
            }
        }
        namesAndValues.add(name);
        namesAndValues.add(value);
    }

    void appendTo(Head head) {
        for (int i = 0; i < namesAndValues.size(); i += 2) {
            head.header(namesAndValues.get(i), namesAndValues.get(i + 1));
        }
    }
}
