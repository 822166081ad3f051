package dev.backplane.codec.jackson.internal;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names an object has had so far, to find duplicates. Compares one by one while there are few, so that a usual
 * message allocates one small array; above, hashes, so that time stays linear. Not thread-safe.
 */
final class DistinctNames {

    private final String[] few = new String[12];
    private int size;
    private @Nullable Set<String> many;

    /** Returns false where the name is there already. */
    boolean add(String name) {
        if (many != null) {
            return many.add(name);
        }
        for (int i = 0; i < size; i++) {
            if (few[i].equals(name)) {
                return false;
            }
        }
        if (size < few.length) {
            few[size++] = name;
            return true;
        }
        many = new HashSet<>(Set.of(few));
        return many.add(name);
    }
}
