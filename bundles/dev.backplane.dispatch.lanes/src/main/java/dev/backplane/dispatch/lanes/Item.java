package dev.backplane.dispatch.lanes;

import dev.backplane.spi.dispatch.Ticket;
import dev.backplane.spi.dispatch.Work;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Accepted work. Thread-safe: whoever changes its state first does what follows from that.
 *
 * <pre>
 *   WAITING ──begin──► RUNNING ──end──► OVER
 *      │                  └────fence──► FENCED
 *      └──withdraw──► OVER
 * </pre>
 */
final class Item implements Ticket {

    private static final int WAITING = 0;
    private static final int RUNNING = 1;
    private static final int FENCED = 2;
    private static final int OVER = 3;

    private final Work work;
    private final LanePool lane;
    private final @Nullable SessionBox session;
    private final NameBox name;
    private final Mailbox mailbox;
    private final long accepted;
    private final AtomicInteger state = new AtomicInteger(WAITING);

    /** Written by the worker before it is seen to run. */
    private long begun;

    Item(Work work, LanePool lane, @Nullable SessionBox session, NameBox name, Mailbox mailbox, long accepted) {
        this.work = work;
        this.lane = lane;
        this.session = session;
        this.name = name;
        this.mailbox = mailbox;
        this.accepted = accepted;
    }

    Work work() {
        return work;
    }

    @Nullable
    SessionBox session() {
        return session;
    }

    NameBox name() {
        return name;
    }

    Mailbox mailbox() {
        return mailbox;
    }

    /** Returns when it was accepted, a {@link System#nanoTime()}. */
    long accepted() {
        return accepted;
    }

    /** Returns when it began, a {@link System#nanoTime()}. */
    long begun() {
        return begun;
    }

    void begun(long now) {
        begun = now;
    }

    boolean begin() {
        return state.compareAndSet(WAITING, RUNNING);
    }

    /** Returns false if it was fenced. */
    boolean end() {
        return state.compareAndSet(RUNNING, OVER);
    }

    boolean takeBack() {
        return state.compareAndSet(WAITING, OVER);
    }

    boolean writeOff() {
        return state.compareAndSet(RUNNING, FENCED);
    }

    boolean fenced() {
        return state.get() == FENCED;
    }

    @Override
    public boolean withdraw() {
        return lane.withdraw(this);
    }

    @Override
    public boolean fence() {
        return lane.fence(this);
    }
}
