package dev.backplane.engine.internal;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One call that makes a result, and the calls that wait for it without a thread. Once it is over, whichever way, they go on, and look
 * for themselves whether the result is kept: nothing is handed from call to call. Guarded by itself; its lock is not held while
 * anything else runs.
 */
final class Flight {

    private final Call<?> leader;
    private final Set<Call<?>> waiting = new LinkedHashSet<>();
    private boolean over;

    /** Whether the leader's own caller has gone, and it runs for the others alone. */
    private boolean orphaned;

    Flight(Call<?> leader) {
        this.leader = leader;
    }

    /** Lets a call wait. Returns false, with nothing done, if it is over. */
    synchronized boolean join(Call<?> call) {
        return !over && waiting.add(call);
    }

    /** A call waits no longer. If nobody does any more, and the leader has gone, too, that ends. */
    void leave(Call<?> call) {
        boolean needless;
        synchronized (this) {
            needless = waiting.remove(call) && waiting.isEmpty() && orphaned && !over;
        }
        if (needless) {
            leader.stopping().end("nobody waits for it any more");
        }
    }

    /** The leader's caller goes. Returns whether others wait, for whom the leader has to go on. */
    synchronized boolean orphan() {
        orphaned = !over && !waiting.isEmpty();
        return orphaned;
    }

    /** Lets those go on that wait. */
    void end() {
        List<Call<?>> all;
        synchronized (this) {
            over = true;
            all = List.copyOf(waiting);
            waiting.clear();
        }
        for (Call<?> call : all) {
            if (call.life().over()) {
                continue;
            }
            try {
                call.proceed();
            } catch (RuntimeException e) {
                call.refuse(Faults.refused(e));
            }
        }
    }

    /** The result will be of no use to others: lets them go on, and ends the leader if it ran for them alone. */
    void dissolve() {
        boolean needless;
        synchronized (this) {
            needless = orphaned && !over;
        }
        end();
        if (needless) {
            leader.stopping().end("its result is of no use to those who waited for it");
        }
    }
}
