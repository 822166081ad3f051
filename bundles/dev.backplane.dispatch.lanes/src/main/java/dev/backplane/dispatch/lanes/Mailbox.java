package dev.backplane.dispatch.lanes;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Work of one session under one name that waits, in the order in which it came. Thread-safe, without locks.
 *
 * <p>It is ready from its first to its last piece of work, and whoever has taken it from the ready ones has it alone until
 * it gives it back. What is withdrawn leaves an empty place behind, so that the count of places tells when it is ready.
 */
final class Mailbox {

    private final NameBox name;
    private final ConcurrentLinkedQueue<Item> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger places = new AtomicInteger();

    Mailbox(NameBox name) {
        this.name = name;
    }

    NameBox name() {
        return name;
    }

    /** Returns whether that makes it ready. */
    boolean add(Item item) {
        waiting.add(item);
        return places.getAndIncrement() == 0;
    }

    /** Takes what has waited longest, null if that was withdrawn. For the one that has the mailbox. */
    @Nullable
    Item take() {
        return waiting.poll();
    }

    /** Gives the mailbox back after one {@link #take}. Returns whether it is ready still. */
    boolean giveBack() {
        return places.decrementAndGet() > 0;
    }

    /** Takes time in proportion to what waits in it. */
    void withdraw(Item item) {
        waiting.remove(item);
    }
}
