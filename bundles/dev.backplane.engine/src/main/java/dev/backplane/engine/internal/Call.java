package dev.backplane.engine.internal;

import dev.backplane.api.Ask;
import dev.backplane.api.CallContext;
import dev.backplane.api.Caller;
import dev.backplane.api.InputRequired;
import dev.backplane.api.LogLevel;
import dev.backplane.api.McpException;
import dev.backplane.api.MissingCapabilityException;
import dev.backplane.spi.dispatch.Lane;
import dev.backplane.spi.dispatch.OverloadedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
 */
final class Call implements CallContext, Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Call.class);

    /** A handler, bound to its arguments. */
    @FunctionalInterface
    interface Work {
        Outcome run(CallContext context) throws Exception;
    }

    private final CallServices services;
    private final RpcRequest request;
    private final String mailbox;
    private final Work work;
    private final Map<String, @Nullable Object> answers = new HashMap<>(0);
    private final CallMessages messages;

    private volatile Reply reply;
    private @Nullable Tasks tasks;
    private long taskTtlMillis;
    private @Nullable Map<String, Ask<?>> pending;
    private @Nullable Thread runner;
    private @Nullable List<Runnable> cancelActions;
    private @Nullable Duration ownLimit;
    private @Nullable Future<?> deadline;
    private @Nullable Round round;
    private boolean cancelled;
    private boolean ended;

    /** @param mailbox whose work this is, for the dispatcher's statistics */
    Call(CallServices services, RpcRequest request, String mailbox, Work work) {
        this.services = services;
        this.request = request;
        this.mailbox = mailbox;
        this.work = work;
        this.reply = request.reply();
        this.messages = new CallMessages(services.frames(), request);
    }

    /** Gives the call the answers that came with its request. */
    void answered(Map<String, @Nullable Object> known) {
        answers.putAll(known);
    }

    /** Lets the call become a task. */
    void detachable(Tasks owner, long ttlMillis) {
        tasks = owner;
        taskTtlMillis = ttlMillis;
    }

    // ---- running -------------------------------------------------------------------------------------------------

    /** Runs on the calling thread, which the handler has promised not to hold up. */
    void runHere() {
        run();
    }

    /**
     * Hands the call to the dispatcher.
     *
     * @param timeLimit null: the platform's
     */
    void runThere(@Nullable Duration timeLimit) {
        ownLimit = timeLimit;
        if (!(reply instanceof TaskReply)) {
            begin();
        }
        dispatch();
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
            services.dispatcher().dispatch(Lane.NORMAL, mailbox, this);
        } catch (OverloadedException e) {
            if (end()) {
                request.exchange().setHeader("Retry-After", String.valueOf(1 + e.retryAfterMillis() / 1000));
                reply.error(503, ProtocolException.INTERNAL_ERROR, String.valueOf(e.getMessage()), null);
            }
        } catch (RuntimeException e) {
            if (end()) {
                reply.error(503, ProtocolException.INTERNAL_ERROR, String.valueOf(e.getMessage()), null);
            }
        }
    }

    @Override
    public void run() {
        synchronized (this) {
            if (ended) {
                return;
            }
            runner = Thread.currentThread();
        }
        Outcome outcome = null;
        Throwable failure = null;
        try {
            outcome = work.run(this);
        } catch (Throwable e) {
            failure = e;
        }
        Map<String, Ask<?>> asked;
        synchronized (this) {
            runner = null;
            if (cancelled) {
                // The interruption was meant for the handler, not for whoever uses the thread next.
                Thread.interrupted();
            }
            asked = pending;
            pending = null;
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
            fail(failure);
        }
    }

    /** Limits the time of the handler, but not that of the client between two rounds. A task lives as long as it lives. */
    private void startLimit() {
        Duration own = ownLimit;
        if (own != null || !(reply instanceof TaskReply)) {
            long millis = own == null ? services.settings().get().callTimeMillis() : own.toMillis();
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

    private void fail(@Nullable Throwable failure) {
        if (failure instanceof McpException e) {
            int code = e.code();
            int status = 200;
            if (code == McpException.RESOURCE_NOT_FOUND && request.version().modern()) {
                code = ProtocolException.INVALID_PARAMS;
            }
            if (code == ProtocolException.MISSING_CAPABILITY) {
                status = request.version().modern() ? 400 : 200;
                code = request.version().modern() ? code : ProtocolException.INVALID_REQUEST;
            }
            reply.error(status, code, String.valueOf(e.getMessage()), e.data());
        } else if (failure instanceof ProtocolException e) {
            reply.error(e);
        } else {
            LOG.warn("{} of {} failed", request.method(), mailbox, failure);
            reply.error(200, ProtocolException.INTERNAL_ERROR, "Internal error in " + mailbox, null);
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
                current.result(services.states().inputRequired(request, asked, answers));
            }
        } else {
            // A call that ran at once can be cancelled from here on.
            session.begin(request.id(), this);
            long millis = services.settings().get().askTimeMillis();
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
        answers.putAll(more);
        dispatch();
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
        Map<String, Object> known = new LinkedHashMap<>();
        Map<String, Ask<?>> open = new LinkedHashMap<>();
        for (Map.Entry<String, Ask<?>> each : questions.entrySet()) {
            if (answers.containsKey(each.getKey())) {
                known.put(each.getKey(), AskWire.answer(each.getKey(), each.getValue(), answers.get(each.getKey())));
                continue;
            }
            Map<String, Object> missing = request.client().missingFor(each.getValue());
            if (!missing.isEmpty()) {
                throw new MissingCapabilityException(missing);
            }
            AskWire.check(each.getValue());
            open.put(each.getKey(), each.getValue());
        }
        if (open.isEmpty()) {
            return known;
        }
        synchronized (this) {
            if (pending == null) {
                pending = new LinkedHashMap<>();
            }
            pending.putAll(open);
        }
        throw new InputRequired();
    }

    @Override
    public boolean canAsk(Ask<?> question) {
        return request.client().missingFor(question).isEmpty();
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

    /** Cancels the call on behalf of its caller, who gets no answer. */
    void cancel(String reason) {
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
