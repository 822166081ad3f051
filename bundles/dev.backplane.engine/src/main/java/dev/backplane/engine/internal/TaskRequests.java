package dev.backplane.engine.internal;

import dev.backplane.spi.session.TaskRecord;
import dev.backplane.spi.session.TaskStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What clients ask of tasks, in both their forms. A task that has ended is answered from the store alone; whether one may be
 * asked for is decided by its session and its principal. Thread-safe.
 */
final class TaskRequests {

    private final CallServices services;
    private final Tasks tasks;
    private final TaskKeeper keeper;

    /** @param running null: it has ended */
    private record Found(TaskRecord task, @Nullable Task running) {}

    TaskRequests(CallServices services, Tasks tasks, TaskKeeper keeper) {
        this.services = services;
        this.tasks = tasks;
        this.keeper = keeper;
    }

    private Found find(RpcRequest request) {
        String id = request.requiredString("taskId");
        Task running = keeper.running(id);
        TaskRecord task = keeper.find(id, running);
        LiveSession session = request.session();
        if (task == null
                || !Objects.equals(task.session(), session == null ? null : session.id())
                || !Objects.equals(task.principal(), request.exchange().principal())) {
            throw ProtocolException.invalidParams("Task not found");
        }
        return new Found(task, running);
    }

    /** Answers {@code tasks/get} in either form. */
    Outcome get(RpcRequest request) {
        Found found = find(request);
        if (!request.version().modern()) {
            return Outcome.of(out -> TaskWire.members(out, found.task(), request.version()));
        }
        Task running = found.running();
        return Outcome.of(
                out -> TaskWire.detailed(out, found.task(), running == null ? Map.of() : running.questions()));
    }

    /** Answers {@code tasks/update} (2026-07-28). */
    Outcome update(RpcRequest request) {
        Found found = find(request);
        Map<String, Object> responses = request.optionalObject("inputResponses");
        if (responses == null) {
            throw ProtocolException.invalidParams("params.inputResponses is missing");
        }
        if (found.running() != null) {
            tasks.answer(found.running(), new LinkedHashMap<>(responses));
        }
        return Outcome.EMPTY;
    }

    /** Answers {@code tasks/cancel} (2026-07-28): the task ends soon, or has. */
    Outcome cancel(RpcRequest request) {
        Task running = find(request).running();
        if (running != null) {
            running.cancel("the client cancelled the task");
        }
        return Outcome.EMPTY;
    }

    /** Answers {@code tasks/cancel} (2025-11-25) as soon as the task has ended, which is at once, unless it ends just now. */
    void cancelNow(RpcRequest request) {
        Found found = find(request);
        Task running = found.running();
        if (running == null || found.task().status().terminal()) {
            throw ended(found.task());
        }
        running.cancel("the client cancelled the task");
        Task.Waiter waiter = new Task.Waiter(request.reply(), null, last -> answerCancel(request, last));
        if (!running.await(waiter)) {
            answerCancel(request, running.record());
        }
    }

    private static void answerCancel(RpcRequest request, TaskRecord last) {
        if (last.status() == TaskStatus.CANCELLED) {
            request.reply().result(Outcome.of(out -> TaskWire.members(out, last, request.version())));
        } else {
            request.reply().error(ended(last));
        }
    }

    private static ProtocolException ended(TaskRecord task) {
        return ProtocolException.invalidParams("The task is " + task.status().id() + " already");
    }

    /** Answers {@code tasks/list} (2025-11-25): the session's own, oldest first. */
    Outcome list(RpcRequest request) {
        LiveSession session = Objects.requireNonNull(request.session());
        int most = services.settings().get().lists().pageSize();
        String after = Cursor.decode(request.optionalString("cursor"));
        List<TaskRecord> page = keeper.page(TaskRecord.ofSession(session.id()), after, most + 1);
        boolean more = page.size() > most;
        List<TaskRecord> shown = more ? page.subList(0, most) : page;
        return Outcome.of(out -> {
            out.name("tasks").beginArray();
            for (TaskRecord task : shown) {
                if (!keeper.expired(task)) {
                    out.beginObject();
                    TaskWire.members(out, task, request.version());
                    out.endObject();
                }
            }
            out.endArray();
            if (more) {
                out.name("nextCursor").value(Cursor.encode(shown.get(most - 1).id()));
            }
        });
    }

    /** Answers {@code tasks/result} (2025-11-25), now or when the task has ended. */
    void result(RpcRequest request) {
        Found found = find(request);
        Reply reply = request.reply();
        LiveSession session = Objects.requireNonNull(request.session());
        Task running = found.running();
        if (running == null) {
            deliver(found.task(), reply);
            return;
        }
        Waiting waiting = new Waiting(running, session, request);
        if (!session.begin(request.id(), waiting)) {
            throw new ProtocolException(
                    400,
                    ProtocolException.INVALID_REQUEST,
                    "A request with id " + request.id().text() + " is already under way");
        }
        boolean waits = false;
        try {
            waits = running.await(waiting.waiter);
        } finally {
            if (!waits) {
                session.ended(request.id(), waiting);
            }
        }
        if (waits) {
            tasks.sendQuestions(running, waiting.waiter);
        } else {
            deliver(running.record(), reply);
        }
    }

    private void deliver(TaskRecord task, Reply reply) {
        TaskWire.deliver(services.frames().codec(), task, reply);
    }

    /** A {@code tasks/result} that waits for its task's end, and can be cancelled without it. */
    private final class Waiting implements UnderWay {

        private final Task task;
        private final LiveSession session;
        private final RpcRequest request;
        private final Task.Waiter waiter;

        Waiting(Task task, LiveSession session, RpcRequest request) {
            this.task = task;
            this.session = session;
            this.request = request;
            this.waiter = new Task.Waiter(request.reply(), session, this::ended);
        }

        private void ended(TaskRecord last) {
            session.ended(request.id(), this);
            deliver(last, request.reply());
        }

        @Override
        public void cancel(String reason) {
            if (task.leave(waiter)) {
                session.ended(request.id(), this);
                request.reply().abandon();
            }
        }
    }
}
