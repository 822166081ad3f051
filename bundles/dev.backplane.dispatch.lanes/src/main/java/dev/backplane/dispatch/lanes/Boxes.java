package dev.backplane.dispatch.lanes;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The boxes of a lane's sessions, or of its names. Thread-safe.
 *
 * @param <B> what kind of box
 */
final class Boxes<B extends Box> {

    private final ConcurrentMap<String, B> boxes = new ConcurrentHashMap<>();
    private final Function<String, B> maker;

    Boxes(Function<String, B> maker) {
        this.maker = maker;
    }

    /**
     * Goes into a box, which is made if it is not there.
     *
     * @param limit how many may be inside; 0: no bound
     * @return null if as many are inside already
     */
    @Nullable
    B enter(String id, int limit) {
        while (true) {
            B box = boxes.get(id);
            if (box == null) {
                box = maker.apply(id);
                B other = boxes.putIfAbsent(id, box);
                box = other == null ? box : other;
            }
            int inside = box.enter(limit);
            if (inside > 0) {
                return box;
            }
            if (inside == Box.FULL) {
                return null;
            }
            boxes.remove(id, box);
        }
    }

    void leave(B box) {
        if (box.leave()) {
            boxes.remove(box.id(), box);
        }
    }

    int size() {
        return boxes.size();
    }

    Stream<B> stream() {
        return boxes.values().stream();
    }
}
