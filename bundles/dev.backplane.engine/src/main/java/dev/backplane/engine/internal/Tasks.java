package dev.backplane.engine.internal;

import dev.backplane.api.Ask;
import dev.backplane.api.McpException;
import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Owner;
import dev.backplane.spi.registry.Registry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tasks in both their forms: the experimental one of 2025-11-25, and the extension of 2026-07-28. Thread-safe. */
final class Tasks {

    static final String KIND = "task";
    static final String RELATED_TASK = "io.modelcontextprotocol/related-task";

    private final CallServices services;
    private final Registry registry;
    private final Subscriptions subscriptions;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final AtomicInteger kept = new AtomicInteger();

    Tasks(CallServices services, Registry registry, Subscriptions subscriptions, Clock clock) {
        this.services = services;
        this.registry = registry;
        this.subscriptions = subscriptions;
        this.clock = clock;
    }

    // ---- the call's side -----------------------------------------------------------------------------------------

    /**
     * Makes a task of a call.
     *
     * @throws McpException if there are too many
     */
    TaskReply create(UnderWay call, RpcRequest request, long wantedTtlMillis) {
        Settings settings = services.settings().get();
        if (kept.incrementAndGet() > settings.tasks().max()) {
            kept.decrementAndGet();
            throw new McpException(
                    McpException.INTERNAL_ERROR,
                    "No room for another task: " + settings.tasks().max() + " (tasksMax) are kept already");
        }
        long ttl = wantedTtlMillis > 0
                ? Math.min(wantedTtlMillis, settings.tasks().ttlMillis())
                : settings.tasks().ttlMillis();
        byte[] name = new byte[16];
        random.nextBytes(name);
        String id = HexFormat.of().formatHex(name);
        Task task = new Task(id, call, request, now(), ttl, settings.tasks().pollMillis());
        LiveSession session = request.session();
        Owner owner = session == null ? new Owner(KIND, id) : session.owner();
        Entry entry = new Entry(new Key(KIND, id), task, owner);
        registry.register(entry);
        services.timer().schedule(() -> forget(entry, task), ttl, TimeUnit.MILLISECONDS);
        return new TaskReply(this, task, request.version());
    }

    private void forget(Entry entry, Task task) {
        kept.decrementAndGet();
        registry.unregister(entry);
        task.cancel("the task's time to live is over");
    }

    void say(Task task, String message) {
        if (task.say(message, now())) {
            changed(task);
        }
    }

    void complete(Task task, Outcome outcome) {
        ended(task, task.complete(outcome, now()));
    }

    void fail(Task task, Task.Failure failure) {
        ended(task, task.fail(failure, now()));
    }

    void cancelled(Task task) {
        ended(task, task.cancelled(now()));
    }

    private void ended(Task task, @Nullable List<Reply> waiters) {
        if (waiters == null) {
            return;
        }
        waiters.forEach(waiter -> deliver(task, waiter));
        changed(task);
    }

    void ask(Task task, Map<String, Ask<?>> asked, Consumer<Map<String, @Nullable Object>> resume) {
        if (task.ask(asked, resume, now())) {
            Reply waiter = task.someWaiter();
            if (waiter != null) {
                sendQuestions(task, waiter);
            }
            changed(task);
        }
    }

    private void changed(Task task) {
        LiveSession session = task.session();
        if (session == null) {
            subscriptions.taskChanged(task);
        } else if (session.standing().attached()) {
            session.standing()
                    .send(services.frames()
                            .notification("notifications/tasks/status", out -> task.members(out, session.version())));
        }
    }

    /** Ends all tasks, because the engine stops. */
    void close() {
        for (Entry entry : registry.entries(KIND).toList()) {
            if (registry.unregister(entry) && entry.value() instanceof Task task) {
                task.cancel("the platform stops");
            }
        }
    }

    // ---- the client's side ---------------------------------------------------------------------------------------

    /** Answers {@code tasks/get} in either form. */
    Outcome get(RpcRequest request) {
        Task task = find(request);
        ProtocolVersion version = request.version();
        return Outcome.of(out -> {
            if (version.modern()) {
                task.detailedMembers(out, services.frames(), version);
            } else {
                task.members(out, version);
            }
        });
    }

    /** Answers {@code tasks/update} (2026-07-28). */
    Outcome update(RpcRequest request) {
        Task task = find(request);
        Map<String, Object> responses = request.optionalObject("inputResponses");
        if (responses == null) {
            throw ProtocolException.invalidParams("params.inputResponses is missing");
        }
        task.answer(new LinkedHashMap<>(responses), now());
        changed(task);
        return Outcome.EMPTY;
    }

    /** Answers {@code tasks/cancel} in either form. */
    Outcome cancel(RpcRequest request) {
        Task task = find(request);
        if (request.version().modern()) {
            task.cancel("the client cancelled the task");
            return Outcome.EMPTY;
        }
        if (task.status().terminal()) {
            throw ProtocolException.invalidParams("The task is " + task.status().id() + " already");
        }
        task.cancel("the client cancelled the task");
        return Outcome.of(out -> task.members(out, request.version()));
    }

    /** Answers {@code tasks/list} (2025-11-25): the session's own. */
    Outcome list(RpcRequest request) {
        List<Task> mine = registry.entries(KIND)
                .map(entry -> (Task) entry.value())
                .filter(task -> task.belongsTo(request))
                .sorted(java.util.Comparator.comparing(Task::id))
                .toList();
        Settings settings = services.settings().get();
        String after = Cursor.decode(request.optionalString("cursor"));
        List<Task> page = mine.stream()
                .filter(task -> after == null || task.id().compareTo(after) > 0)
                .limit(settings.lists().pageSize())
                .toList();
        boolean more = !page.isEmpty() && mine.get(mine.size() - 1) != page.get(page.size() - 1);
        return Outcome.of(out -> {
            out.name("tasks").beginArray();
            for (Task task : page) {
                out.beginObject();
                task.members(out, request.version());
                out.endObject();
            }
            out.endArray();
            if (more) {
                out.name("nextCursor")
                        .value(Cursor.encode(page.get(page.size() - 1).id()));
            }
        });
    }

    /** Answers {@code tasks/result} (2025-11-25), now or when the task has ended. */
    void result(RpcRequest request) {
        Task task = find(request);
        Reply reply = request.reply();
        if (task.await(reply)) {
            sendQuestions(task, reply);
        } else {
            deliver(task, reply);
        }
    }

    private void deliver(Task task, Reply reply) {
        Outcome outcome = task.outcome();
        Task.Failure failure = task.failure();
        Map<String, Object> related = Map.of(RELATED_TASK, Map.of("taskId", task.id()));
        if (outcome != null) {
            Map<String, Object> meta = new LinkedHashMap<>(outcome.meta());
            meta.putAll(related);
            reply.result(new Outcome(outcome.type(), outcome.members(), meta));
        } else if (failure != null) {
            reply.error(200, failure.code(), failure.message(), failure.data());
        } else {
            reply.error(200, ProtocolException.INVALID_PARAMS, "The task was cancelled", null);
        }
    }

    /** Sends a legacy client the task's open questions, on the stream where it waits for the result. */
    private void sendQuestions(Task task, Reply waiter) {
        LiveSession session = task.session();
        Map<String, Ask<?>> questions = task.takeUnsent();
        if (session == null || questions.isEmpty()) {
            return;
        }
        Round round = services.questions().open(session, questions, answers -> task.answer(answers, now()));
        services.questions().send(session, waiter, round, task.id());
    }

    private Task find(RpcRequest request) {
        Entry entry = registry.lookup(new Key(KIND, request.requiredString("taskId")));
        if (entry != null && entry.value() instanceof Task task && task.belongsTo(request)) {
            return task;
        }
        throw ProtocolException.invalidParams("Task not found");
    }

    private Instant now() {
        return clock.instant();
    }
}
