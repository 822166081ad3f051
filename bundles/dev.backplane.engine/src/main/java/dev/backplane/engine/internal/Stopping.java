package dev.backplane.engine.internal;

import dev.backplane.spi.dispatch.Lane;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops one call before its handler has returned, because its caller or its time limit wants it: interrupts that, does what
 * it has asked for in that case, and has it fenced if it goes on nevertheless. Thread-safe.
 */
final class Stopping {

    private static final Logger LOG = LoggerFactory.getLogger(Stopping.class);

    private final Call<?> call;
    private final CallServices services;
    private final Asking asking;
    private final CallMessages messages;
    private final CallReport report;
    private volatile @Nullable Duration ownLimit;

    Stopping(Call<?> call, CallServices services, Asking asking, CallMessages messages, CallReport report) {
        this.call = call;
        this.services = services;
        this.asking = asking;
        this.messages = messages;
        this.report = report;
    }

    // ---- the time limit ------------------------------------------------------------------------------------------

    /** Sets the time limit of the handler; null: the platform's. */
    void limit(@Nullable Duration own) {
        ownLimit = own;
    }

    private long limitMillis() {
        Duration own = ownLimit;
        return own == null ? services.settings().get().calls().timeMillis() : own.toMillis();
    }

    /** Limits the time of the handler, but not that of the client between two rounds. A task lives as long as it lives. */
    void start(boolean task) {
        if (ownLimit != null || !task) {
            long millis = limitMillis();
            call.life().expectWithin(millis, () -> expire(timeLimit(millis)));
        }
    }

    /** The call is a task from here on. */
    void detached() {
        if (ownLimit == null) {
            call.life().stopTimer();
        }
    }

    /** Ends a call that has held up a thread that reads requests for so long now, if that is too long. */
    void check(long millis) {
        long own = limitMillis();
        long held = services.settings().get().limits().ioTimeMillis();
        if (millis >= Math.min(own, held)) {
            expire(
                    own <= held
                            ? timeLimit(own)
                            : call.name() + " has held up an I/O thread for longer than ioTimeMillis = " + held);
        }
    }

    private String timeLimit(long millis) {
        return call.name() + " took longer than its time limit of " + millis + " ms";
    }

    private void expire(String problem) {
        boolean ran = call.life().running();
        if (stop(problem)) {
            if (ran) {
                report.tooSlow(problem);
            } else {
                // It is the queue that was slow.
                report.abandoned();
            }
            messages.flush(call.reply());
            call.reply().error(200, ProtocolException.INTERNAL_ERROR, problem, null);
        }
    }

    // ---- the caller ----------------------------------------------------------------------------------------------

    void cancel(String reason) {
        if (!call.leftToOthers()) {
            end(reason);
        }
    }

    /** Ends the call, whoever may wait for its result. */
    void end(String reason) {
        if (stop(reason)) {
            report.abandoned();
            call.reply().abandon();
        }
    }

    // ---- both ----------------------------------------------------------------------------------------------------

    /** Returns whether the call ends by this. */
    private boolean stop(String reason) {
        Lifeline.Cut cut = call.life().cancel();
        if (cut == null) {
            return false;
        }
        LOG.debug("{} of {} is stopped: {}", call.request().method(), call.name(), reason);
        boolean first = call.end();
        asking.withdraw(reason);
        if (!cut.actions().isEmpty()) {
            dispatch(cut.actions());
        }
        Thread runner = cut.runner();
        if (runner == null) {
            call.withdraw();
        } else {
            long grace = services.settings().get().limits().hungMillis();
            services.timer().schedule(() -> hangs(runner, grace), grace, TimeUnit.MILLISECONDS);
        }
        return first;
    }

    /** Runs the actions where they hold up neither whoever stops the call nor other calls. */
    private void dispatch(List<Runnable> actions) {
        try {
            services.dispatcher().dispatch(Lane.CONTROL, call.name(), () -> run(actions));
        } catch (RuntimeException e) {
            LOG.debug("The cancel actions of {} run at once", call.name(), e);
            run(actions);
        }
    }

    private void run(List<Runnable> actions) {
        for (Runnable action : actions) {
            try {
                action.run();
            } catch (Throwable e) {
                LOG.warn("A cancel action of {} failed", call.name(), e);
            }
        }
    }

    /** The handler was interrupted some time ago. */
    private void hangs(Thread runner, long millis) {
        if (!call.life().runsOn(runner)) {
            return;
        }
        report.hung();
        WhereItStands stack = new WhereItStands(call.name(), runner);
        String done = "its thread is lost until it returns";
        if (call.fence()) {
            done = "its worker is replaced";
        } else if (services.ioWatch().evict(runner)) {
            done = "it is ended by force, as it holds up an I/O thread";
        }
        LOG.warn(
                "{} was told to end {} ms (hungMillis) ago and goes on; {}; its stack is that of this exception",
                call.name(),
                millis,
                done,
                stack);
    }
}
