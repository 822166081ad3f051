package dev.backplane.engine.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the calls that run on the threads that read requests: counts, while it lasts, how long one holds up its thread,
 * logs where it stands, and ends it at its time limit. Thread-safe; {@link #tick} is for one thread.
 */
final class IoWatch {

    static final long TICK_MILLIS = 100;

    private static final Logger LOG = LoggerFactory.getLogger(IoWatch.class);
    private static final long SITS_NANOS = TICK_MILLIS * 1_000_000;

    /** The threads that have run calls; not thread locals, as those outlive this bundle. */
    private final Map<Thread, Seat> seats = new ConcurrentHashMap<>();

    /** The last call that was logged of each seat; for the ticking thread alone. */
    private final Map<Seat, Call<?>> logged = new HashMap<>();

    /** Runs a call on the calling thread. */
    void run(Call<?> call) {
        Thread thread = Thread.currentThread();
        Seat seat = seats.get(thread);
        if (seat == null) {
            seat = seats.computeIfAbsent(thread, Seat::new);
        }
        Call<?> former = seat.call();
        long formerSince = seat.since();
        seat.sit(call, System.nanoTime());
        try {
            call.handle(seat);
        } finally {
            seat.back(former, formerSince);
        }
    }

    /** Ends the handler that runs on the thread, if that reads requests, whatever it does. Returns whether it did. */
    boolean evict(Thread thread) {
        Seat seat = seats.get(thread);
        return seat != null && seat.eviction().evict();
    }

    /** Looks at all seats. */
    void tick() {
        try {
            look(System.nanoTime());
        } catch (Throwable e) {
            LOG.error("The calls on I/O threads could not be looked at", e);
        }
    }

    private void look(long now) {
        for (Seat seat : seats.values()) {
            Call<?> call = seat.call();
            long since = seat.since();
            if (call == null) {
                logged.remove(seat);
                if (seat.thread().isAlive()) {
                    seat.look();
                } else {
                    seats.remove(seat.thread());
                }
            } else if (now - since >= SITS_NANOS && seat.call() == call) {
                sits(seat, call, now - since);
            }
        }
    }

    private void sits(Seat seat, Call<?> call, long nanos) {
        long more = seat.count(call, nanos);
        if (more < 0) {
            return;
        }
        call.holdsUp(more);
        long millis = nanos / 1_000_000;
        if (logged.put(seat, call) != call) {
            LOG.warn(
                    "{} has held up thread {} for {} ms; its stack is that of this exception",
                    call.name(),
                    seat.thread().getName(),
                    millis,
                    new WhereItStands(call.name(), seat.thread()));
        }
        call.stopping().check(millis);
    }
}
