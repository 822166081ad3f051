package dev.backplane.engine.internal;

import dev.backplane.api.Ask;
import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Owner;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.session.TaskActivity;
import dev.backplane.spi.session.TaskRecord;
import dev.backplane.spi.session.TaskStatus;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tasks, from the side of the calls that become ones, in both their forms: the experimental one of 2025-11-25, and the
 * extension of 2026-07-28. Thread-safe.
 */
final class Tasks {

    private static final Logger LOG = LoggerFactory.getLogger(Tasks.class);
    private static final long LEAST_TTL_MILLIS = 1_000;

    private final CallServices services;
    private final Registry registry;
    private final TaskKeeper keeper;
    private final Subscriptions subscriptions;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Tasks(CallServices services, Registry registry, TaskKeeper keeper, Subscriptions subscriptions, Clock clock) {
        this.services = services;
        this.registry = registry;
        this.keeper = keeper;
        this.subscriptions = subscriptions;
        this.clock = clock;
    }

    // ---- made ----------------------------------------------------------------------------------------------------

    /**
     * Makes a task of a call.
     *
     * @param wantedTtlMillis how long the client wants it to be kept; 0 or less: it does not say
     * @throws ProtocolException if there are too many
     */
    TaskReply create(UnderWay call, RpcRequest request, String tool, long wantedTtlMillis) {
        Settings.Tasks limits = services.settings().get().tasks();
        long ttl = wantedTtlMillis > 0
                ? Math.max(LEAST_TTL_MILLIS, Math.min(wantedTtlMillis, limits.ttlMillis()))
                : limits.ttlMillis();
        Instant now = clock.instant();
        LiveSession session = request.session();
        TaskRecord record = new TaskRecord(
                id(now),
                session == null ? null : session.id(),
                request.exchange().principal(),
                request.version().id(),
                tool,
                TaskStatus.WORKING,
                null,
                now,
                now,
                ttl,
                limits.pollMillis(),
                null,
                null);
        Task task = new Task(call, record);
        Owner owner = session == null ? new Owner(TaskActivity.KIND, record.id()) : session.owner();
        keeper.add(record, new Entry(new Key(TaskActivity.KIND, record.id()), task, owner));
        if (session != null) {
            task.keepAwake(session);
        }
        return new TaskReply(this, task, request.version());
    }

    /** Returns an id that sorts behind those of earlier milliseconds and has 128 random bits. */
    private String id(Instant now) {
        byte[] unguessable = new byte[16];
        random.nextBytes(unguessable);
        return HexFormat.of().toHexDigits(now.toEpochMilli(), 12)
                + HexFormat.of().formatHex(unguessable);
    }

    // ---- under way -----------------------------------------------------------------------------------------------

    void say(Task task, String message) {
        if (task.say(message, clock.instant())) {
            changed(task.record(), task);
        }
    }

    void ask(Task task, Map<String, Ask<?>> asked, Consumer<Map<String, @Nullable Object>> resume) {
        if (task.ask(asked, resume, clock.instant())) {
            Task.Waiter waiter = task.someWaiter();
            if (waiter != null) {
                sendQuestions(task, waiter);
            }
            changed(task.record(), task);
        }
    }

    /** Takes what the client has answered. */
    void answer(Task task, Map<String, @Nullable Object> answers) {
        task.answer(answers, clock.instant());
        changed(task.record(), task);
    }

    /** Sends a legacy client the task's open questions, on the stream where it waits for the result. */
    void sendQuestions(Task task, Task.Waiter waiter) {
        LiveSession session = waiter.session();
        Map<String, Ask<?>> questions = session == null ? Map.of() : task.takeUnsent();
        if (session == null || questions.isEmpty()) {
            return;
        }
        Round round = services.questions().open(session, questions, answers -> answer(task, answers));
        services.questions().send(session, waiter.reply(), round, task.record().id());
    }

    // ---- ended ---------------------------------------------------------------------------------------------------

    void complete(Task task, Outcome outcome) {
        if (task.beginEnd() == null) {
            return;
        }
        TaskRecord before = task.record();
        ProtocolVersion version = version(before);
        byte[] result;
        try {
            result = TaskWire.result(services.frames(), outcome, before, version);
        } catch (Throwable e) {
            LOG.error("The result of a task of {} could not be written", before.tool(), e);
            Outcome.Origin origin = outcome.origin();
            if (origin != null) {
                origin.unwritable(e);
            }
            String why = e instanceof AnswerTooLargeException
                    ? "The answer of " + before.tool() + " is " + e.getMessage()
                    : "The answer of " + before.tool() + " could not be written as JSON";
            end(task, failed(before, ProtocolException.INTERNAL_ERROR, why, null));
            return;
        }
        String problem =
                version.modern() ? null : TaskWire.problem(services.frames().codec(), result);
        TaskStatus status = problem == null ? TaskStatus.COMPLETED : TaskStatus.FAILED;
        end(task, before.with(status, problem, clock.instant()).withResult(result));
    }

    void fail(Task task, int code, String message, @Nullable Object data) {
        if (task.beginEnd() != null) {
            end(task, failed(task.record(), code, message, data));
        }
    }

    private TaskRecord failed(TaskRecord before, int code, String message, @Nullable Object data) {
        return before.with(TaskStatus.FAILED, message, clock.instant())
                .withError(TaskWire.error(services.frames().codec(), code, message, data));
    }

    void cancelled(Task task) {
        if (task.beginEnd() != null) {
            end(task, task.record().with(TaskStatus.CANCELLED, "The task was cancelled", clock.instant()));
        }
    }

    /** Makes an end known: to the store first, so that nobody hears of what a crash could take back. */
    private void end(Task task, TaskRecord last) {
        keeper.counters.ended(last, false);
        boolean kept = task.discarded() || keeper.save(last);
        if (task.discarded()) {
            keeper.drop(last.id());
        }
        tell(task, last, kept);
    }

    private void tell(Task task, TaskRecord last, boolean kept) {
        List<Task.Waiter> waiters = task.end(last);
        task.letSleep();
        Entry entry = registry.lookup(new Key(TaskActivity.KIND, last.id()));
        if (kept && entry != null && entry.value() == task) {
            registry.unregister(entry);
        }
        waiters.forEach(waiter -> waiter.then().accept(last));
        changed(last, task);
    }

    private void changed(TaskRecord record, Task task) {
        String owner = record.session();
        if (owner == null) {
            Map<String, Ask<?>> questions = task.questions();
            subscriptions.taskChanged(record, out -> TaskWire.detailed(out, record, questions));
            return;
        }
        Entry entry = registry.lookup(new Key(LegacyEra.SESSION, owner));
        // Nobody listens to a session that sleeps.
        if (entry != null && entry.value() instanceof LiveSession session && session.enter()) {
            try {
                if (session.listening()) {
                    session.standing()
                            .send(services.frames()
                                    .notification(
                                            "notifications/tasks/status",
                                            out -> TaskWire.members(out, record, session.version())));
                }
            } finally {
                session.exit();
            }
        }
    }

    static ProtocolVersion version(TaskRecord task) {
        ProtocolVersion version = ProtocolVersion.of(task.protocolVersion());
        return version == null ? ProtocolVersion.NEWEST : version;
    }

    /** Ends the tasks of a session, which can no longer be asked for, and forgets them. */
    void sessionEnded(String session) {
        keeper.forgetOwner(TaskRecord.ofSession(session));
    }

    /** Ends all tasks that run, because the engine stops: they have failed, and say why. */
    void close() {
        List<TaskRecord> ends = new ArrayList<>();
        List<Runnable> then = new ArrayList<>();
        registry.entries(TaskActivity.KIND).forEach(entry -> {
            if (entry.value() instanceof Task task) {
                UnderWay call = task.beginEnd();
                if (call != null) {
                    TaskRecord last = keeper.interrupted(task.record());
                    ends.add(last);
                    then.add(() -> {
                        tell(task, last, true);
                        call.cancel("the platform stops");
                    });
                }
            }
        });
        keeper.saveAll(ends);
        then.forEach(Runnable::run);
    }
}
