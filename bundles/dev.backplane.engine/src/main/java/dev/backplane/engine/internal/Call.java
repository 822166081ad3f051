package dev.backplane.engine.internal;

import dev.backplane.api.Ask;
import dev.backplane.api.CallContext;
import dev.backplane.api.McpException;
import dev.backplane.api.RawJson;
import dev.backplane.engine.internal.schema.FormSchema;
import dev.backplane.spi.dispatch.Lane;
import dev.backplane.spi.dispatch.Ticket;
import dev.backplane.spi.dispatch.Work;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call of a handler, from its start to its answer, over all its rounds of questions.
 *
 * <p>The handler runs on one thread at a time. What it asks and is not answered yet unwinds it; it is entered again from
 * its start when the answers are there. Ended exactly once, by whatever comes first: its outcome, its cancellation, its
 * time limit; who ends it answers, and tells the {@link ToolWatch} how it went.
 *
 * <p>From the moment it is to run until its handler has returned it is inside its {@link Place}, whose service is kept from
 * stopping meanwhile. While its client is asked it is not: it goes on with whatever is found under the name by then.
 *
 * @param <T> what it runs
 */
final class Call<T> implements Work, UnderWay, Held {

    /** Runs a handler with the arguments that it is bound to. */
    @FunctionalInterface
    interface Body<T> {
        Outcome run(T handler, CallContext context) throws Exception;
    }

    private final CallServices services;
    private final RpcRequest request;
    private final String name;
    private final Body<T> body;
    private final Lifeline life;
    private final CallAnswers answers;
    private final CallMessages messages;
    private final Asking asking;
    private final Stopping stopping;
    private final CallReport report;

    private volatile Reply reply;
    private volatile Place<T> place;
    private @Nullable Tasks tasks;
    private @Nullable SharedRun shared;
    private long taskTtlMillis;
    private volatile @Nullable Ticket ticket;

    /** @param name what this is a call of, such as a tool's name */
    Call(CallServices services, RpcRequest request, String name, Place<T> place, Body<T> body) {
        this.services = services;
        this.request = request;
        this.name = name;
        this.place = place;
        this.body = body;
        this.reply = request.reply();
        this.life = new Lifeline(services.timer());
        this.answers = new CallAnswers(request.client());
        this.messages = new CallMessages(services, request);
        this.asking = new Asking(this, services, answers);
        this.report = new CallReport(name);
        this.stopping = new Stopping(this, services, asking, messages, report);
    }

    @Override
    public String name() {
        return name;
    }

    RpcRequest request() {
        return request;
    }

    Reply reply() {
        return reply;
    }

    Lifeline life() {
        return life;
    }

    /** Returns the schema of a form that the handler asks its client to fill in. */
    FormSchema form(RawJson schema) {
        return FormSchema.of(schema, services.schemas(), place.owner());
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

    /** Lets the call be answered with what is kept, and its result be kept. Such a call runs on the dispatcher. */
    void sharedBy(@Nullable SharedRun way) {
        shared = way;
    }

    @Nullable
    SharedRun shared() {
        return shared;
    }

    // ---- running -------------------------------------------------------------------------------------------------

    /**
     * Runs on the calling thread, which the handler is not expected to hold up.
     *
     * @return false, with nothing done, if the handler is away
     */
    boolean runHere() {
        if (!enter()) {
            return false;
        }
        services.ioWatch().run(this);
        return true;
    }

    /**
     * Hands the call to the dispatcher.
     *
     * @param asTask whether it becomes a task at once
     * @return false, with nothing done, if the handler is away
     */
    boolean runThere(boolean asTask) {
        if (!enter()) {
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
            report.abandoned();
            throw e;
        }
        dispatch();
        return true;
    }

    /**
     * Goes into the place.
     *
     * @return false, with nothing done, if the handler is away
     * @throws ProtocolException if it rests
     */
    private boolean enter() {
        Place<T> now = place;
        if (!now.enter()) {
            return false;
        }
        try {
            report.admit(now.value());
        } catch (ProtocolException e) {
            now.exit();
            throw e;
        }
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
        stopping.start(reply instanceof TaskReply);
        try {
            ticket = services.dispatcher().dispatch(this);
        } catch (RuntimeException e) {
            place.exit();
            if (end()) {
                report.abandoned();
                reply.error(Faults.refused(e));
            }
        }
    }

    @Override
    public Lane lane() {
        return reply instanceof TaskReply ? Lane.BULK : Lane.NORMAL;
    }

    @Override
    public @Nullable String session() {
        LiveSession session = request.session();
        return session == null ? null : session.id();
    }

    @Override
    public void abandoned(String reason) {
        place.exit();
        refuse(new ProtocolException(503, ProtocolException.INTERNAL_ERROR, reason));
    }

    /** Runs on a worker. */
    @Override
    public void run() {
        handle(null);
    }

    /**
     * Runs the handler, whose place was entered.
     *
     * @param seat of the calling thread, if that reads requests; null: it is a worker
     */
    void handle(@Nullable Seat seat) {
        Place<T> entered = place;
        try {
            SharedRun way = shared;
            Outcome kept = way == null ? null : way.find();
            if (way == null || kept != null || !way.waits(this)) {
                run(entered, seat, kept);
            }
        } finally {
            entered.exit();
        }
    }

    /** @param kept what it is answered with; null: the handler runs */
    private void run(Place<T> entered, @Nullable Seat seat, @Nullable Outcome kept) {
        SharedRun way = shared;
        Outcome outcome = kept;
        Throwable failure = null;
        try {
            if (!life.enter()) {
                return;
            }
            if (kept == null) {
                outcome = way == null
                        ? invoke(entered.value(), seat)
                        : way.run(() -> invoke(entered.value(), seat), () -> !entered.away());
            }
        } catch (Throwable e) {
            failure = e;
        } finally {
            if (way != null) {
                way.returned();
            }
        }
        Map<String, Ask<?>> asked = answers.takePending();
        if (!life.leave()) {
            return;
        }
        if (asked != null) {
            asking.ask(asked);
        } else if (end()) {
            messages.flush(reply);
            if (outcome != null) {
                reply.result(outcome.from(report));
                if (kept == null) {
                    report.succeeded();
                } else {
                    report.abandoned();
                }
            } else {
                failed(failure);
            }
        }
    }

    private Outcome invoke(T handler, @Nullable Seat seat) throws Exception {
        ToolWatch watch = report.watch();
        ToolWatch.Run run = watch == null ? null : watch.begin(seat);
        try {
            return body(handler, seat);
        } finally {
            if (run != null) {
                run.end();
            }
        }
    }

    private Outcome body(T handler, @Nullable Seat seat) throws Exception {
        Handling context = new Handling(this, answers, messages);
        if (seat == null) {
            return body.run(handler, context);
        }
        try {
            seat.eviction().enter();
            return body.run(handler, context);
        } finally {
            seat.eviction().leave();
        }
    }

    private void failed(@Nullable Throwable failure) {
        if (failure instanceof McpException || failure instanceof ProtocolException) {
            report.succeeded();
            Faults.answer(reply, request, name, failure);
            return;
        }
        report.failed(failure);
        if (failure instanceof HandlerFailure told) {
            reply.result(told.answer().from(report));
        } else {
            Faults.answer(reply, request, name, failure);
        }
    }

    /** Ends the call. Returns false if it has ended before. */
    boolean end() {
        if (!life.end()) {
            return false;
        }
        LiveSession session = request.session();
        if (session != null) {
            session.ended(request.id(), this);
        }
        SharedRun way = shared;
        if (way != null) {
            way.ended(this);
        }
        return true;
    }

    /** Ends the call, which the handler has done nothing wrong in. Returns false if it has ended before. */
    boolean endedWell() {
        boolean first = end();
        if (first) {
            report.succeeded();
        }
        return first;
    }

    /** Goes on with what is found under the handler's name now: as soon as it is back, if it is away. */
    @Override
    public void proceed() {
        try {
            while (true) {
                Place<T> now = place.now();
                if (now == null) {
                    refuse(ProtocolException.invalidParams(name + ": its plugin has been removed meanwhile"));
                    return;
                }
                report.abandoned();
                place = now;
                if (enter()) {
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
            report.abandoned();
            reply.error(problem);
        }
    }

    /** Makes the call a task, where it may be one and is none yet. */
    void detach() {
        Reply former = reply;
        if (tasks == null || former instanceof TaskReply) {
            return;
        }
        TaskReply task = tasks.create(this, request, name, taskTtlMillis);
        reply = task;
        LiveSession session = request.session();
        if (session != null) {
            session.ended(request.id(), this);
        }
        stopping.detached();
        former.result(task.created());
    }

    // ---- being stopped -------------------------------------------------------------------------------------------

    @Override
    public void cancel(String reason) {
        stopping.cancel(reason);
    }

    Stopping stopping() {
        return stopping;
    }

    /** Its caller goes. Returns whether the call goes on without it, for others that wait for its result. */
    boolean leftToOthers() {
        SharedRun way = shared;
        Reply former = reply;
        if (way == null || !way.orphan() || !life.whileItLasts(() -> reply = Reply.NOWHERE)) {
            return false;
        }
        LiveSession session = request.session();
        if (session != null) {
            session.ended(request.id(), this);
        }
        former.abandon();
        return true;
    }

    /** The call has held up the thread that read it for some more time. */
    void holdsUp(long moreNanos) {
        report.holdsUp(moreNanos);
        LiveSession session = request.session();
        if (session != null) {
            // It was not expected to last; now its caller may want to cancel it.
            session.begin(request.id(), this);
            if (life.over()) {
                session.ended(request.id(), this);
            }
        }
    }

    /** Leaves the dispatcher's queue, if it waits there. */
    void withdraw() {
        Ticket waiting = ticket;
        if (waiting != null && waiting.withdraw()) {
            place.exit();
        }
    }

    /** Its handler was interrupted, and goes on. Returns whether its worker is replaced. */
    boolean fence() {
        Ticket running = ticket;
        return running != null && running.fence();
    }
}
