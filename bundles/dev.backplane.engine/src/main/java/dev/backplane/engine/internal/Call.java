package dev.backplane.engine.internal;

import dev.backplane.api.Ask;
import dev.backplane.api.CallContext;
import dev.backplane.api.Caller;
import dev.backplane.api.LogLevel;
import dev.backplane.spi.dispatch.Lane;
import dev.backplane.spi.dispatch.OverloadedException;
import dev.backplane.spi.dispatch.Work;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call of a handler, from its start to its answer, over all its rounds of questions.
 *
 * <p>The handler runs on one thread at a time. What it asks and is not answered yet unwinds it; it is entered again from
 * its start when the answers are there. Ended exactly once, by whatever comes first: its outcome, its cancellation, its
 * time limit. The lock guards the fields that say how far it is; it is never held while replying or running a handler.
 *
 * <p>From the moment it is to run until its handler has returned it is inside its {@link Place}, whose service is kept from
 * stopping meanwhile. While its client is asked it is not: it goes on with whatever is found under the name by then.
 *
 * @param <T> what it runs
 */
final class Call<T> implements CallContext, Work, UnderWay, Held {

    private static final Logger LOG = LoggerFactory.getLogger(Call.class);

    /** Runs a handler with the arguments that it is bound to. */
    @FunctionalInterface
    interface Body<T> {
        Outcome run(T handler, CallContext context) throws Exception;
    }

    private final CallServices services;
    private final RpcRequest request;
    private final String mailbox;
    private final Body<T> body;
    private final CallAnswers answers;
    private final CallMessages messages;

    private volatile Reply reply;
    private volatile Place<T> place;
    private @Nullable Tasks tasks;
    private long taskTtlMillis;
    private @Nullable Thread runner;
    private @Nullable List<Runnable> cancelActions;
    private @Nullable Duration ownLimit;
    private @Nullable Future<?> deadline;
    private @Nullable Round round;
    private boolean cancelled;
    private boolean ended;

    /** @param mailbox what this is work for, such as a tool's name: bounded together */
    Call(CallServices services, RpcRequest request, String mailbox, Place<T> place, Body<T> body) {
        this.services = services;
        this.request = request;
        this.mailbox = mailbox;
        this.place = place;
        this.body = body;
        this.reply = request.reply();
        this.answers = new CallAnswers(request.client());
        this.messages = new CallMessages(services.frames(), request);
    }

    /** Gives the call the answers that came with its request. */
    void answered(Map<String, @Nullable Object> known) {
        answers.add(known);
    }

    /** Lets the call become a task. */
    void detachable(Tasks owner, long ttlMillis) {
        tasks = owner;
        taskTtlMillis = ttlMillis;
    }

    // ---- running -------------------------------------------------------------------------------------------------

    /**
     * Runs on the calling thread, which the handler has promised not to hold up.
     *
     * @return false, with nothing done, if the handler is away
     */
    boolean runHere() {
        if (!place.enter()) {
            return false;
        }
        run();
        return true;
    }

    /**
     * Hands the call to the dispatcher.
     *
     * @param timeLimit null: the platform's
     * @param asTask whether it becomes a task at once
     * @return false, with nothing done, if the handler is away
     */
    boolean runThere(@Nullable Duration timeLimit, boolean asTask) {
        if (!place.enter()) {
            return false;
        }
        try {
            if (asTask) {
                detach();
            } else {
                begin();
            }
        } catch (RuntimeException e) {
            place.exit();
            throw e;
        }
        ownLimit = timeLimit;
        dispatch();
        return true;
    }

    /** Lets the caller cancel the call. */
    private void begin() {
        LiveSession session = request.session();
        if (session == null) {
            Reply first = reply;
            first.onGone(() -> {
                if (reply == first) {
                    cancel("the client has gone away");
                }
            });
        } else if (!session.begin(request.id(), this)) {
            throw new ProtocolException(
                    400,
                    ProtocolException.INVALID_REQUEST,
                    "A request with id " + request.id().text() + " is already under way");
        }
    }

    private void dispatch() {
        startLimit();
        try {
            services.dispatcher().dispatch(this);
        } catch (OverloadedException e) {
            place.exit();
            if (end()) {
                request.exchange().setHeader("Retry-After", Faults.retryAfter(e));
                reply.error(Faults.status(e), ProtocolException.INTERNAL_ERROR, String.valueOf(e.getMessage()), null);
            }
        } catch (RuntimeException e) {
            place.exit();
            if (end()) {
                reply.error(503, ProtocolException.INTERNAL_ERROR, String.valueOf(e.getMessage()), null);
            }
        }
    }

    @Override
    public Lane lane() {
        return Lane.NORMAL;
    }

    @Override
    public String name() {
        return mailbox;
    }

    @Override
    public @Nullable String session() {
        LiveSession session = request.session();
        return session == null ? null : session.id();
    }

    @Override
    public void abandoned(String reason) {
        place.exit();
        if (end()) {
            reply.error(503, ProtocolException.INTERNAL_ERROR, reason, null);
        }
    }

    /** Runs the handler, whose place was entered. */
    @Override
    public void run() {
        Place<T> entered = place;
        try {
            run(entered.value());
        } finally {
            entered.exit();
        }
    }

    private void run(T handler) {
        synchronized (this) {
            if (ended) {
                return;
            }
            runner = Thread.currentThread();
        }
        Outcome outcome = null;
        Throwable failure = null;
        try {
            outcome = body.run(handler, this);
        } catch (Throwable e) {
            failure = e;
        }
        Map<String, Ask<?>> asked = answers.takePending();
        synchronized (this) {
            runner = null;
            if (cancelled) {
                // The interruption was meant for the handler, not for whoever uses the thread next.
                Thread.interrupted();
            }
            if (ended || cancelled) {
                return;
            }
        }
        if (asked != null) {
            ask(asked);
        } else if (outcome != null) {
            if (end()) {
                reply.result(outcome);
            }
        } else if (end()) {
            Faults.answer(reply, request, mailbox, failure);
        }
    }

    /** Limits the time of the handler, but not that of the client between two rounds. A task lives as long as it lives. */
    private void startLimit() {
        Duration own = ownLimit;
        if (own != null || !(reply instanceof TaskReply)) {
            long millis = own == null ? services.settings().get().calls().timeMillis() : own.toMillis();
            expectWithin(millis, () -> expire(millis));
        }
    }

    /** Sets the one deadline of a call: of its handler while that runs, of its client while that is asked. */
    private synchronized void expectWithin(long millis, Runnable otherwise) {
        stopTimer();
        if (!ended) {
            deadline = services.timer().schedule(otherwise, millis, TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void stopTimer() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    private boolean end() {
        synchronized (this) {
            if (ended) {
                return false;
            }
            ended = true;
            stopTimer();
        }
        LiveSession session = request.session();
        if (session != null) {
            session.ended(request.id(), this);
        }
        return true;
    }

    // ---- questions -----------------------------------------------------------------------------------------------

    private void ask(Map<String, Ask<?>> asked) {
        stopTimer();
        Reply current = reply;
        LiveSession session = request.session();
        if (current instanceof TaskReply task) {
            task.ask(asked, this::resume);
        } else if (session == null) {
            if (end()) {
                current.result(services.states().inputRequired(request, asked, answers.known()));
            }
        } else {
            // A call that ran at once can be cancelled from here on.
            session.begin(request.id(), this);
            long millis = services.settings().get().calls().askTimeMillis();
            expectWithin(millis, () -> unanswered(session, millis));
            askLegacy(session, current, asked);
        }
    }

    private void askLegacy(LiveSession session, Reply current, Map<String, Ask<?>> asked) {
        Round next = services.questions().open(session, asked, this::resume);
        boolean late;
        synchronized (this) {
            round = next;
            late = ended;
        }
        if (late) {
            services.questions().withdraw(session, current, next, "the call is over");
        } else {
            services.questions().send(session, current, next, null);
        }
    }

    private void unanswered(LiveSession session, long millis) {
        Round open;
        synchronized (this) {
            open = round;
        }
        boolean waiting =
                open == null || services.questions().withdraw(session, reply, open, "it was not answered in time");
        if (waiting && end()) {
            reply.error(
                    200, ProtocolException.INTERNAL_ERROR, "The client did not answer within " + millis + " ms", null);
        }
    }

    private void resume(Map<String, @Nullable Object> more) {
        stopTimer();
        answers.add(more);
        proceed();
    }

    /** Goes on with what is found under the handler's name now: as soon as it is back, if it is away. */
    @Override
    public void proceed() {
        try {
            while (true) {
                Place<T> now = place.now();
                if (now == null) {
                    refuse(ProtocolException.invalidParams(mailbox + ": its plugin has been removed meanwhile"));
                    return;
                }
                place = now;
                if (now.enter()) {
                    dispatch();
                    return;
                }
                if (now.hold(this)) {
                    return;
                }
            }
        } catch (ProtocolException e) {
            refuse(e);
        }
    }

    @Override
    public void refuse(ProtocolException problem) {
        if (end()) {
            reply.error(problem);
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public <R> R ask(String key, Ask<R> question) {
        Object answer = askAll(Map.of(key, question)).get(key);
        if (answer == null) {
            throw new IllegalStateException("no answer to '" + key + "'");
        }
        return (R) answer;
    }

    @Override
    public Map<String, Object> askAll(Map<String, Ask<?>> questions) {
        return answers.to(questions);
    }

    @Override
    public boolean canAsk(Ask<?> question) {
        return answers.canAsk(question);
    }

    // ---- tasks ---------------------------------------------------------------------------------------------------

    @Override
    public void detach() {
        Reply former = reply;
        if (tasks == null || former instanceof TaskReply) {
            return;
        }
        TaskReply task = tasks.create(this, request, taskTtlMillis);
        reply = task;
        LiveSession session = request.session();
        if (session != null) {
            session.ended(request.id(), this);
        }
        if (ownLimit == null) {
            stopTimer();
        }
        former.result(task.created());
    }

    @Override
    public void status(String message) {
        if (reply instanceof TaskReply task) {
            task.status(message);
        }
    }

    // ---- messages ------------------------------------------------------------------------------------------------

    @Override
    public void progress(double progress, @Nullable Double total, @Nullable String message) {
        messages.progress(reply, progress, total, message);
    }

    @Override
    public void log(LogLevel level, @Nullable String logger, Object data) {
        messages.log(reply, level, logger, data);
    }

    @Override
    public void releaseStream() {
        reply.release();
    }

    @Override
    public Caller caller() {
        return request.caller();
    }

    @Override
    public Map<String, Object> meta() {
        return messages.meta();
    }

    // ---- cancellation --------------------------------------------------------------------------------------------

    @Override
    public void cancel(String reason) {
        if (stop(reason)) {
            reply.abandon();
        }
    }

    private void expire(long millis) {
        if (stop("it took longer than " + millis + " ms")) {
            reply.error(
                    200,
                    ProtocolException.INTERNAL_ERROR,
                    mailbox + " took longer than its time limit of " + millis + " ms",
                    null);
        }
    }

    private boolean stop(String reason) {
        List<Runnable> actions;
        Round open;
        synchronized (this) {
            if (ended || cancelled) {
                return false;
            }
            cancelled = true;
            actions = cancelActions == null ? List.of() : List.copyOf(cancelActions);
            open = round;
            if (runner != null && runner != Thread.currentThread()) {
                runner.interrupt();
            }
        }
        LOG.debug("{} of {} is cancelled: {}", request.method(), mailbox, reason);
        boolean first = end();
        LiveSession session = request.session();
        if (open != null && session != null) {
            services.questions().withdraw(session, reply, open, reason);
        }
        for (Runnable action : actions) {
            try {
                action.run();
            } catch (RuntimeException e) {
                LOG.warn("A cancel action of {} failed", mailbox, e);
            }
        }
        return first;
    }

    @Override
    public synchronized boolean isCancelled() {
        return cancelled;
    }

    @Override
    public void onCancel(Runnable action) {
        synchronized (this) {
            if (!cancelled) {
                if (cancelActions == null) {
                    cancelActions = new ArrayList<>(2);
                }
                cancelActions.add(action);
                return;
            }
        }
        action.run();
    }
}
