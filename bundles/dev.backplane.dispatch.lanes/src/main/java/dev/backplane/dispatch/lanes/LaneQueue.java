package dev.backplane.dispatch.lanes;

import dev.backplane.spi.dispatch.OverloadedException;
import dev.backplane.spi.dispatch.OverloadedException.Scope;
import dev.backplane.spi.dispatch.QueueStatistics;
import dev.backplane.spi.dispatch.QueueStatistics.Kind;
import dev.backplane.spi.dispatch.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The bounds of one lane, and its mailboxes in the order of their turns. Thread-safe; accepting and taking use no lock that
 * two sessions share.
 *
 * <p>The mailboxes that have something in them are in one queue. A worker takes the first, takes from it what has waited
 * longest, and puts it behind the others: so each session gets its turn, however much another has waiting. A mailbox whose
 * name runs as often as it may is set aside until one of those ends.
 */
final class LaneQueue {

    /** So many names are kept when nothing of them is inside; further ones only as long as something is. */
    private static final int NAMES_KEPT = 1_000;

    /** Set in {@link #inside} once the lane is closed. */
    private static final int CLOSED = 1 << 30;

    private final ConcurrentLinkedQueue<Mailbox> ready = new ConcurrentLinkedQueue<>();
    private final Boxes<NameBox> names = new Boxes<>(this::box);
    private final Boxes<SessionBox> sessions = new Boxes<>(SessionBox::new);
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger();
    private final CountDownLatch empty = new CountDownLatch(1);
    private final LongAdder completed = new LongAdder();
    private final LongAdder full = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final WaitingTimes waits = new WaitingTimes();
    private volatile LaneLimits limits;

    LaneQueue(LaneLimits limits) {
        this.limits = limits;
    }

    private NameBox box(String name) {
        return new NameBox(name, names.size() >= NAMES_KEPT);
    }

    LaneLimits limits() {
        return limits;
    }

    /** Takes on new sizes. Work that was accepted stays so, even if there is no room left for more. */
    void resize(LaneLimits next) {
        limits = next;
        names.stream().forEach(this::readyAll);
    }

    private void readyAll(NameBox name) {
        for (Mailbox mailbox = name.takeUp(); mailbox != null; mailbox = name.takeUp()) {
            ready.add(mailbox);
        }
    }

    // ---- in and out ----------------------------------------------------------------------------------------------

    /**
     * Accepts work or refuses it.
     *
     * @throws OverloadedException if there is no room
     * @throws IllegalStateException if the lane is closed
     */
    Item accept(Work work, LanePool pool) {
        LaneLimits now = limits;
        enter(now);
        SessionBox session = null;
        String id = work.session();
        if (id != null) {
            session = sessions.enter(id, now.sessionLimit());
            if (session == null) {
                leave();
                throw refusal(now, Scope.SESSION, id, waits);
            }
        }
        NameBox name = names.enter(work.name(), now.toolLimit());
        if (name == null) {
            leave(session);
            throw refusal(now, Scope.TOOL, work.name(), waits);
        }
        Mailbox mailbox = session == null ? name.nobodys() : session.mailbox(name);
        return new Item(work, pool, session, name, mailbox, System.nanoTime());
    }

    private void enter(LaneLimits now) {
        int room = now.room();
        int count = inside.get();
        while (true) {
            if (count >= CLOSED) {
                throw new IllegalStateException(
                        "slot dispatch: the dispatcher has been stopped; the work was not accepted");
            }
            if (count >= room) {
                full.increment();
                throw refusal(now, Scope.ALL, now.lane().name(), waits);
            }
            int witness = inside.compareAndExchange(count, count + 1);
            if (witness == count) {
                return;
            }
            count = witness;
        }
    }

    private OverloadedException refusal(LaneLimits now, Scope scope, String name, WaitingTimes times) {
        refused.increment();
        return now.refusal(scope, name, times.figures(System.nanoTime()).p50());
    }

    private void leave(@Nullable SessionBox session) {
        if (session != null) {
            sessions.leave(session);
        }
        leave();
    }

    private void leave() {
        if (inside.decrementAndGet() == CLOSED) {
            empty.countDown();
        }
    }

    /** Puts work where workers find it. Returns whether they have to be told. */
    boolean add(Item item) {
        boolean first = item.mailbox().add(item);
        if (first) {
            ready.add(item.mailbox());
        }
        return first;
    }

    boolean hasReady() {
        return !ready.isEmpty();
    }

    /** Returns work that has begun by that, or null if there is none that may run. */
    @Nullable
    Item take() {
        int atOnce = limits.toolWorkers();
        Mailbox mailbox = ready.poll();
        while (mailbox != null) {
            NameBox name = mailbox.name();
            if (name.start(atOnce)) {
                Item item = mailbox.take();
                if (mailbox.giveBack()) {
                    ready.add(mailbox);
                }
                if (item != null && item.begin()) {
                    begun(item);
                    return item;
                }
                finished(name);
                mailbox = null;
            } else {
                mailbox = name.setAside(mailbox, atOnce);
            }
            if (mailbox == null) {
                mailbox = ready.poll();
            }
        }
        return null;
    }

    private void begun(Item item) {
        long now = System.nanoTime();
        long waited = now - item.accepted();
        item.begun(now);
        running.incrementAndGet();
        waits.note(waited, now);
        item.name().waits().note(waited, now);
        SessionBox session = item.session();
        if (session != null) {
            session.running().incrementAndGet();
            session.waited(waited);
        }
    }

    private void finished(NameBox name) {
        Mailbox next = name.finish();
        if (next != null) {
            ready.add(next);
        }
    }

    /** Counts out what has run. */
    void end(Item item) {
        completed.increment();
        running.decrementAndGet();
        SessionBox session = item.session();
        if (session != null) {
            session.running().decrementAndGet();
            session.completed().incrementAndGet();
        }
        item.name().completed().incrementAndGet();
        finished(item.name());
        out(item);
    }

    /** Counts out what waits, if it still does. */
    boolean withdraw(Item item) {
        if (!item.takeBack()) {
            return false;
        }
        item.mailbox().withdraw(item);
        out(item);
        return true;
    }

    private void out(Item item) {
        names.leave(item.name());
        leave(item.session());
    }

    // ---- the end -------------------------------------------------------------------------------------------------

    /** Accepts nothing more. */
    void close() {
        if (inside.getAndUpdate(count -> count | CLOSED) == 0) {
            empty.countDown();
        }
    }

    boolean closed() {
        return inside.get() >= CLOSED;
    }

    /** Takes out what waits. What a worker is just taking may still run. */
    List<Item> drop() {
        List<Item> dropped = new ArrayList<>();
        names.stream().forEach(this::readyAll);
        for (Mailbox mailbox = ready.poll(); mailbox != null; mailbox = ready.poll()) {
            for (Item item = mailbox.take(); item != null; item = mailbox.take()) {
                if (item.takeBack()) {
                    out(item);
                    dropped.add(item);
                }
            }
        }
        return dropped;
    }

    /** Is counted down when nothing is inside the closed lane. */
    CountDownLatch empty() {
        return empty;
    }

    // ---- figures -------------------------------------------------------------------------------------------------

    int running() {
        return running.get();
    }

    int waiting() {
        return Math.max(0, (inside.get() & ~CLOSED) - running.get());
    }

    long completed() {
        return completed.sum();
    }

    /** Returns how many were refused, by whichever bound. */
    long refused() {
        return refused.sum();
    }

    Stream<QueueStatistics> statistics() {
        LaneLimits now = limits;
        long time = System.nanoTime();
        WaitingTimes.Figures figures = waits.figures(time);
        QueueStatistics all = new QueueStatistics(
                Kind.LANE,
                now.lane(),
                now.lane().name(),
                waiting(),
                running(),
                now.room(),
                now.workers(),
                completed(),
                full.sum(),
                figures.p50(),
                figures.p99(),
                figures.max());
        return Stream.concat(
                Stream.of(all),
                Stream.concat(
                        names.stream().map(name -> statistics(now, name, time)),
                        sessions.stream().map(session -> statistics(now, session))));
    }

    private static QueueStatistics statistics(LaneLimits now, NameBox name, long time) {
        WaitingTimes.Figures figures = name.waits().figures(time);
        return statistics(
                now, Kind.TOOL, name, now.toolLimit(), now.toolWorkers(), figures.p50(), figures.p99(), figures.max());
    }

    private static QueueStatistics statistics(LaneLimits now, SessionBox session) {
        return statistics(now, Kind.SESSION, session, now.sessionLimit(), 0, -1, -1, session.longestWait());
    }

    private static QueueStatistics statistics(
            LaneLimits now, Kind kind, Box box, int limit, int atOnce, long p50, long p99, long max) {
        return new QueueStatistics(
                kind,
                now.lane(),
                box.id(),
                box.waiting(),
                box.running().get(),
                limit,
                atOnce,
                box.completed().get(),
                box.refused().get(),
                p50,
                p99,
                max);
    }
}
