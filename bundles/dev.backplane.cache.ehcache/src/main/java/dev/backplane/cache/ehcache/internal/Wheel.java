package dev.backplane.cache.ehcache.internal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Nodes by when they are due, which is when they may leave: entering and leaving take constant time, and finding those that are due takes time for them alone.
 * Guarded by its owner's lock.
 *
 * <p>A hierarchical timing wheel (Varghese and Lauck, 1987): {@value #LEVELS} levels of {@value #SLOTS} slots, of {@value #TICK}
 * milliseconds each in the lowest, of {@value #SLOTS} times as many in each further one. A node is entered in the lowest level that
 * reaches far enough; when the time comes to a slot, its nodes either are due or go down.
 */
final class Wheel {

    static final int NONE = -1;
    static final int TICK = 1 << Wheel.TICK_BITS;

    private static final int TICK_BITS = 2;
    private static final int LEVELS = 6;
    private static final int SLOT_BITS = 6;
    private static final int SLOTS = 1 << SLOT_BITS;

    private static final Node[] EMPTY = {};
    private static final int LEAST = 4;

    /** In no order; each node knows its place, and the last one moves to where one is taken out. */
    private final @Nullable Node[][] slots = new Node[LEVELS * SLOTS][];

    private final int[] sizes = new int[LEVELS * SLOTS];

    /** For each level which slots have been used since the time was there; bits may be set for slots that are empty by now. */
    private final long[] used = new long[LEVELS];

    /** The slots that begin with it, or with an earlier one, have been emptied, but for those of the levels {@link #open}. */
    private long tick;

    /** A bit for each level whose slot at this tick is being emptied; nothing is entered there meanwhile. */
    private int open;

    private int size;

    Wheel(long nowMillis) {
        tick = nowMillis >> TICK_BITS;
        Arrays.fill(slots, EMPTY);
    }

    /** Enters a node that is not in; one that is never due is not entered. */
    void add(Node node, long due) {
        if (due == Long.MAX_VALUE) {
            return;
        }
        // in the slot whose beginning it does not outlive
        long at = Math.max((due + TICK - 1) >> TICK_BITS, tick + 1);
        long ahead = at - tick;
        int level = 0;
        while (level < LEVELS - 1 && ahead >= 1L << SLOT_BITS * (level + 1)) {
            level++;
        }
        long last = (tick >> SLOT_BITS * level) + SLOTS - 1;
        int slot = (int) (Math.min(at >> SLOT_BITS * level, last) & (SLOTS - 1));
        used[level] |= 1L << slot;
        push(node, level * SLOTS + slot);
        size++;
    }

    private void push(Node node, int slot) {
        int place = sizes[slot]++;
        if (place == slots[slot].length) {
            slots[slot] = Arrays.copyOf(slots[slot], Math.max(LEAST, 2 * place));
        }
        slots[slot][place] = node;
        node.slot = slot;
        node.slotPlace = place;
    }

    /** Takes a node out, if it is in. */
    void drop(Node node) {
        int slot = node.slot;
        if (slot == NONE) {
            return;
        }
        @Nullable Node[] nodes = slots[slot];
        int last = --sizes[slot];
        Node moved = nodes[last];
        nodes[last] = null;
        if (moved != null && moved != node) {
            nodes[node.slotPlace] = moved;
            moved.slotPlace = node.slotPlace;
        }
        if (last == 0) {
            slots[slot] = EMPTY;
        } else if (last > LEAST && last < nodes.length / 4) {
            slots[slot] = Arrays.copyOf(nodes, nodes.length / 2);
        }
        node.slot = NONE;
        size--;
    }

    /**
     * Takes out nodes that are due.
     *
     * @param looks how many nodes to look at, at most
     * @param found where to put those that are due; as many as there is room for
     * @return how many were found
     */
    int poll(long nowMillis, int looks, Node[] found) {
        long now = nowMillis >> TICK_BITS;
        int due = 0;
        for (int left = looks; left > 0 && due < found.length; ) {
            if (open == 0 && !turn(now)) {
                break;
            }
            int level = Integer.numberOfTrailingZeros(open);
            int slot = place(level);
            Node node = sizes[slot] == 0 ? null : slots[slot][sizes[slot] - 1];
            if (node == null) {
                open &= open - 1;
                continue;
            }
            left--;
            drop(node);
            if (node.leaves() <= nowMillis) {
                found[due++] = node;
            } else {
                add(node, node.leaves());
            }
        }
        return due;
    }

    /** Returns the slot of a level at this tick. */
    private int place(int level) {
        return level * SLOTS + (int) (tick >> SLOT_BITS * level & (SLOTS - 1));
    }

    /** Goes on to the next tick that has slots to be emptied, if it has come. */
    private boolean turn(long now) {
        if (tick >= now) {
            return false;
        }
        if (size == 0) {
            Arrays.fill(used, 0);
        }
        long next = nextTick();
        if (next > now) {
            tick = now;
            return false;
        }
        tick = next;
        for (int level = 0; level < LEVELS && (next & ((1L << SLOT_BITS * level) - 1)) == 0; level++) {
            used[level] &= ~(1L << (place(level) & (SLOTS - 1)));
            open |= 1 << level;
        }
        return true;
    }

    /** Returns the next tick at which a slot is to be looked at. */
    private long nextTick() {
        long earliest = Long.MAX_VALUE;
        for (int level = 0; level < LEVELS; level++) {
            if (used[level] != 0) {
                long at = (tick >> SLOT_BITS * level) + 1;
                long ahead = Long.rotateRight(used[level], (int) (at & (SLOTS - 1)));
                at += Long.numberOfTrailingZeros(ahead);
                earliest = Math.min(earliest, at << SLOT_BITS * level);
            }
        }
        return earliest;
    }

    /** Returns when to look again, in milliseconds; nothing is due before. */
    long wake() {
        if (size == 0) {
            return Long.MAX_VALUE;
        }
        if (open != 0) {
            return 0;
        }
        long next = nextTick();
        return next == Long.MAX_VALUE ? next : next << TICK_BITS;
    }
}
