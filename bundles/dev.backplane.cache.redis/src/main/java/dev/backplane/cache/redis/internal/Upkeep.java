package dev.backplane.cache.redis.internal;

import dev.backplane.spi.cache.TierCounters;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that does what no call waits for: opens connections, tries an open circuit, tells the server what it has to forget
 * yet, and takes away what is due. Thread-safe.
 */
final class Upkeep implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

    /** How often what is due is taken away. */
    private static final long TURN_MILLIS = 1_000;

    /** Between two steps of something long: the server has others to serve. */
    private static final long STEP_MILLIS = 5;

    /** How long the server may take for what no call waits for. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final int DEBTS = 256;

    private final Link link;
    private final TierCounters counters;
    private final Semaphore wake = new Semaphore(0);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch tried = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "backplane-redis-upkeep");

    /** Where the search for what earlier generations have left is; empty if it has ended. */
    private volatile String orphans = "0";

    /** Of the thread alone. */
    private @Nullable Wire own;

    Upkeep(Link link, TierCounters counters) {
        this.link = link;
        this.counters = counters;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** There is something to do. */
    void wake() {
        wake.release();
    }

    /** There may be something that earlier generations have left. */
    void orphaned() {
        orphans = "0";
        wake();
    }

    /** Waits until the server was tried for the first time, whatever came of it. */
    void awaitFirst(long millis) throws InterruptedException {
        if (!tried.await(millis, TimeUnit.MILLISECONDS)) {
            LOG.info(
                    "{} has not answered yet; calls go on without it",
                    link.settings().server());
        }
    }

    private void run() {
        try {
            boolean more = true;
            while (more) {
                wake.drainPermits();
                long pause = turn();
                tried.countDown();
                more = pause(pause);
            }
        } catch (InterruptedException e) {
            LOG.debug("The upkeep of {} was interrupted", link.settings().server(), e);
        } finally {
            leave();
        }
    }

    /** Returns whether to go on. Nothing has an open circuit tried any sooner. */
    private boolean pause(long millis) throws InterruptedException {
        if (!link.circuit().closed()) {
            return !closed.await(millis, TimeUnit.MILLISECONDS);
        }
        if (millis > 0 && wake.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
            LOG.trace("Woken");
        }
        return closed.getCount() > 0;
    }

    /** Does what there is to do; returns in how many milliseconds it is to be done again. */
    private long turn() {
        if (!link.circuit().closed()) {
            attempt();
            return link.circuit().closed() ? 0 : link.settings().retryMillis();
        }
        try {
            return serve();
        } catch (RuntimeException | StackOverflowError e) {
            forgo();
            if (link.circuit().failed(Wire.reason(e))) {
                link.pool().dropAll();
            }
            return STEP_MILLIS;
        }
    }

    /** Tries the server out, on a new connection and within a call's bound, once it has forgotten what it has to. */
    private void attempt() {
        link.circuit().attempt();
        forgo();
        try {
            Wire wire = own();
            settle(wire);
            Command question = new Command(Script.GET).add("0").add("?").add("?");
            exchange(
                    wire,
                    question,
                    TimeUnit.MILLISECONDS.toNanos(link.settings().timeoutMillis()));
            link.pool().dropAll();
            link.pool().add(link.open());
            orphans = "0";
            link.circuit().close();
        } catch (RuntimeException | StackOverflowError e) {
            forgo();
            link.circuit().fail(Wire.reason(e));
        }
    }

    private long serve() {
        link.latency().turn();
        Wire wire = own();
        settle(wire);
        if (link.pool().wanting()) {
            link.pool().add(link.open());
            return 0;
        }
        link.news().ping();
        List<?> done = exchange(wire, new Command(Script.WORK).add(Commands.STEP), PATIENCE_NANOS);
        counters.expired(Replies.number(done.get(0)));
        boolean more = Replies.number(done.get(1)) > 0;
        String cursor = orphans;
        if (!cursor.isEmpty()) {
            Command search = new Command(Script.ORPHANS)
                    .add(cursor)
                    .add(Wire.pattern(link.settings().prefix()));
            String next = Replies.text(exchange(wire, search, PATIENCE_NANOS).get(0));
            orphans = next.equals("0") ? "" : next;
            more |= !next.equals("0");
        }
        return more ? STEP_MILLIS : TURN_MILLIS;
    }

    private Wire own() {
        Wire wire = own;
        if (wire == null) {
            wire = link.open();
            own = wire;
        }
        return wire;
    }

    private void forgo() {
        Wire wire = own;
        if (wire != null) {
            wire.close();
            own = null;
        }
    }

    private void settle(Wire wire) {
        while (link.debts().any()) {
            Debts.Part part = link.debts().some(DEBTS);
            List<Object> replies = wire.exchange(part.commands(), PATIENCE_NANOS, link.asker());
            link.circuit().answered();
            if (!part.renews() && replies.stream().anyMatch(Replies::failed)) {
                // what the server has is broken
                link.debts().addAll();
                continue;
            }
            Replies.check(replies);
            link.debts().settle(part);
        }
    }

    private List<?> exchange(Wire wire, Command command, long nanos) {
        List<Object> replies = wire.exchange(List.of(command), nanos, link.asker());
        link.circuit().answered();
        Replies.check(replies);
        return Replies.list(replies.get(0));
    }

    private void leave() {
        try {
            if (link.circuit().closed() && link.debts().any()) {
                settle(own());
            }
        } catch (RuntimeException e) {
            LOG.debug("{} cannot be told what it has to forget", link.settings().server(), e);
        }
        forgo();
    }

    /** Ends it, after a last attempt to tell the server what it has to forget, for which this waits a second at most. */
    @Override
    public void close() {
        closed.countDown();
        wake();
        try {
            thread.join(TimeUnit.NANOSECONDS.toMillis(PATIENCE_NANOS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
