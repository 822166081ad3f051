package dev.backplane.slots.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What was written while state is copied: the marks of what has to go over once more. Thread-safe. Has each mark once,
 * however often it is written, so it cannot grow beyond what there is.
 */
final class Feed {

    private final Set<Object> marks = ConcurrentHashMap.newKeySet();

    /** Adds a mark; after the write that it tells of. */
    void add(Object mark) {
        marks.add(mark);
    }

    /** Takes out what waits, at most so many marks; before what they tell of is read. */
    List<Object> take(int most) {
        List<Object> taken = new ArrayList<>();
        for (Object mark : marks) {
            if (taken.size() == most) {
                break;
            }
            marks.remove(mark);
            taken.add(mark);
        }
        return taken;
    }

    int size() {
        return marks.size();
    }
}
