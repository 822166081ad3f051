package dev.backplane.slots.internal;

import java.util.List;
import java.util.stream.Stream;

/**
 * How a newcomer to a slot is tried out, and how state moves from one implementation to another. The part of a swap that
 * differs from contract to contract. What it throws fails the swap.
 *
 * <p>State is moved by marks. A mark tells what may have changed, not how, so it does no harm to copy by one mark twice,
 * nor late: afterwards the new implementation has what the old one has now. Copying is done by one thread.
 *
 * @param <T> the contract
 */
interface Transfer<T> {

    /** Entries that go over in one step. */
    int STEP = 256;

    /** Tries an implementation out that nobody else uses yet; leaves no trace in it. */
    void check(T newcomer);

    /** Tells whether implementations have state; if not, what follows is not called. */
    default boolean moves() {
        return false;
    }

    /**
     * Tells whether state may get lost on the way, as that of a cache may. Then what a newcomer has of its own is not kept, as it
     * may be from long ago; nothing is set aside; sizes are not compared; and where copying does not come to an end, a newcomer
     * begins with what it has got so far, or with nothing.
     */
    default boolean mayLose() {
        return false;
    }

    /** Returns how many entries there are. */
    default long size(T of) {
        return 0;
    }

    /** Streams marks of all that an implementation has. */
    default Stream<?> marks(T of) {
        return Stream.empty();
    }

    /**
     * Makes the new implementation have what the old one has, as far as the marks tell.
     *
     * @param moved to be run after each step of the work, as a sign of life
     */
    default void copy(T from, T to, List<?> marks, Runnable moved) {}

    /** Forgets all. */
    default void clear(T of) {}

    /** Empties an implementation that no longer serves; unless others may still use it. */
    default void letGo(T of) {
        clear(of);
    }

    /** Takes the whole state out of an implementation that goes. */
    default List<?> setAside(T from) {
        return List.of();
    }

    /** Puts in what was set aside. */
    default void putBack(List<?> aside, T to) {}
}
