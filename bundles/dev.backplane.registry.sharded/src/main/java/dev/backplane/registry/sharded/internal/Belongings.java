package dev.backplane.registry.sharded.internal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one owner has, in the order of coming. Thread-safe: everything is guarded by the monitor, in which nothing else is
 * locked; every method takes constant time.
 *
 * <p>An owner that goes ends a life and begins another: what came in an ended life has to go, what comes later stays. So a
 * sweep has an end however much comes meanwhile.
 */
final class Belongings {

    private @Nullable Cell first;
    private @Nullable Cell last;
    private int life;
    private boolean dropped;

    /** Appends a cell. Returns whether it did: it does not once the last cell has left, and these are to be forgotten. */
    synchronized boolean join(Cell cell) {
        if (dropped) {
            return false;
        }
        cell.life = life;
        cell.previous = last;
        if (last == null) {
            first = cell;
        } else {
            last.next = cell;
        }
        last = cell;
        return true;
    }

    /** Takes out a cell that is in. Returns whether it was the last, after which no other joins. */
    synchronized boolean leave(Cell cell) {
        Cell before = cell.previous;
        Cell after = cell.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        cell.previous = null;
        cell.next = null;
        dropped = first == null;
        return dropped;
    }

    /** Ends the life of the owner; what joins from now on belongs to the next. Returns the ended one. */
    synchronized int endLife() {
        return life++;
    }

    /** Returns all cells, in the order of coming. */
    synchronized List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        for (Cell cell = first; cell != null; cell = cell.next) {
            cells.add(cell);
        }
        return cells;
    }

    /** Returns the oldest cell that came in this life or an earlier one, or null. */
    synchronized @Nullable Cell oldest(int endedLife) {
        Cell oldest = first;
        return oldest != null && oldest.life - endedLife <= 0 ? oldest : null;
    }
}
