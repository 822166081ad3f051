package dev.backplane.transport.http.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

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

    void forEach(BiConsumer<String, String> action) {
        for (int i = 0; i < namesAndValues.size(); i += 2) {
            action.accept(namesAndValues.get(i), namesAndValues.get(i + 1));
        }
    }
}
