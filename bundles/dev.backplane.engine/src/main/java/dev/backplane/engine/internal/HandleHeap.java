package dev.backplane.engine.internal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Sessions in the order of a stamp, the least one first: a binary heap whose elements know their places, so that any of
 * them is taken out in O(log n). Not thread-safe: the {@link SessionIndex} guards it.
 */
final class HandleHeap {

    /** What a heap goes by; a session is in at most one heap of each order. */
    enum Order {
        /** When it was last heard of, among all that sleep or all that do not. */
        IDLE,
        /** The same, among its caller's. */
        IDLE_OF_CALLER,
        /** When it was opened. */
        AGE
    }

    private static final int FIRST_CAPACITY = 4;

    private final Order order;
    private @Nullable SessionHandle[] heap = new SessionHandle[FIRST_CAPACITY];
    private int size;

    HandleHeap(Order order) {
        this.order = order;
    }

    int size() {
        return size;
    }

    /** Returns the one with the least stamp, or null. */
    @Nullable
    SessionHandle first() {
        return heap[0];
    }

    void add(SessionHandle handle) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size + (size >> 1) + 1);
        }
        size++;
        up(handle, size - 1);
    }

    /** Takes out one that is in. */
    void remove(SessionHandle handle) {
        int place = handle.place(order);
        handle.place(order, SessionHandle.NOWHERE);
        size--;
        SessionHandle last = at(size);
        heap[size] = null;
        if (last != handle) {
            settle(last, place);
        }
        if (heap.length > FIRST_CAPACITY && size < heap.length / 4) {
            heap = Arrays.copyOf(heap, Math.max(FIRST_CAPACITY, heap.length / 2));
        }
    }

    /** Puts one that is in where its stamp, which has changed, belongs. */
    void changed(SessionHandle handle) {
        settle(handle, handle.place(order));
    }

    private void settle(SessionHandle handle, int place) {
        if (place > 0 && stamp(handle) < stamp(at((place - 1) / 2))) {
            up(handle, place);
        } else {
            down(handle, place);
        }
    }

    private void up(SessionHandle handle, int from) {
        int place = from;
        while (place > 0) {
            SessionHandle parent = at((place - 1) / 2);
            if (stamp(parent) <= stamp(handle)) {
                break;
            }
            put(parent, place);
            place = (place - 1) / 2;
        }
        put(handle, place);
    }

    private void down(SessionHandle handle, int from) {
        int place = from;
        while (2 * place + 1 < size) {
            int child = 2 * place + 1;
            if (child + 1 < size && stamp(at(child + 1)) < stamp(at(child))) {
                child++;
            }
            if (stamp(handle) <= stamp(at(child))) {
                break;
            }
            put(at(child), place);
            place = child;
        }
        put(handle, place);
    }

    private void put(SessionHandle handle, int place) {
        heap[place] = handle;
        handle.place(order, place);
    }

    private SessionHandle at(int place) {
        SessionHandle handle = heap[place];
        if (handle == null) {
            throw new IllegalStateException("nothing at " + place + " of " + size);
        }
        return handle;
    }

    private long stamp(SessionHandle handle) {
        return order == Order.AGE ? handle.created() : handle.filed;
    }
}
