package dev.backplane.engine.internal;

import dev.backplane.api.Ask;
import dev.backplane.spi.session.TaskActivity;
import dev.backplane.spi.session.TaskRecord;
import dev.backplane.spi.session.TaskStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A task while it runs; when it has ended, its record in the store is all that is left. Guarded by itself; never calls out
 * with its lock held.
 *
 * <p>It ends in two steps, as its end is to be in the store before anybody hears of it: {@link #beginEnd} is the last change,
 * {@link #end} makes it known.
 */
final class Task implements TaskActivity {

    /** Requests that may wait for the end of one task. */
    static final int WAITERS_MAX = 64;

    /**
     * Somebody who waits for the end.
     *
     * @param session that of a {@code tasks/result}, whose reply can carry questions to the client meanwhile; null: another's
     */
    record Waiter(Reply reply, @Nullable LiveSession session, Consumer<TaskRecord> then) {}

    private @Nullable UnderWay call;
    private @Nullable LiveSession awake;
    private TaskRecord record;
    private boolean ending;
    private volatile boolean discarded;
    private Map<String, Ask<?>> questions = Map.of();
    private boolean questionsSent;
    private final Map<String, @Nullable Object> answers = new LinkedHashMap<>();
    private @Nullable Consumer<Map<String, @Nullable Object>> resume;
    private final List<Waiter> waiters = new ArrayList<>(0);

    Task(UnderWay call, TaskRecord record) {
        this.call = call;
        this.record = record;
    }

    @Override
    public synchronized TaskRecord record() {
        return record;
    }

    /** Keeps its session, in which its caller is, from sleeping and from being evicted until the task ends. */
    synchronized void keepAwake(LiveSession session) {
        if (!ending) {
            session.stay();
            awake = session;
        }
    }

    /** Keeps its session awake no longer. */
    void letSleep() {
        LiveSession session;
        synchronized (this) {
            session = awake;
            awake = null;
        }
        if (session != null) {
            session.exit();
        }
    }

    /** Cancels the call, if it is still under way. */
    void cancel(String reason) {
        UnderWay current;
        synchronized (this) {
            current = call;
        }
        if (current != null) {
            current.cancel(reason);
        }
    }

    /** Notes that it is not to be kept, however it ends. */
    void discard() {
        discarded = true;
    }

    boolean discarded() {
        return discarded;
    }

    /** Says what it is about. Returns false if it ends. */
    synchronized boolean say(String text, Instant now) {
        return move(record.status(), text, now);
    }

    private boolean move(TaskStatus next, @Nullable String why, Instant now) {
        if (!ending) {
            record = record.with(next, why, now);
        }
        return !ending;
    }

    // ---- the end -------------------------------------------------------------------------------------------------

    /**
     * Takes no more changes, and lets go of the call, which holds all of its request.
     *
     * @return the call; null if the task was ending before
     */
    synchronized @Nullable UnderWay beginEnd() {
        UnderWay last = ending ? null : call;
        ending = true;
        call = null;
        questions = Map.of();
        resume = null;
        return last;
    }

    /** Ends. Returns those who waited for it. */
    synchronized List<Waiter> end(TaskRecord last) {
        record = last;
        List<Waiter> all = List.copyOf(waiters);
        waiters.clear();
        return all;
    }

    /**
     * Waits for the end, or returns false if it has come.
     *
     * @throws ProtocolException if too many wait already
     */
    synchronized boolean await(Waiter waiter) {
        if (record.status().terminal()) {
            return false;
        }
        if (waiters.size() >= WAITERS_MAX) {
            throw new ProtocolException(
                    429, ProtocolException.INTERNAL_ERROR, WAITERS_MAX + " requests wait for this task already");
        }
        waiters.add(waiter);
        return true;
    }

    /** Waits no longer. Returns false if it did not. */
    synchronized boolean leave(Waiter waiter) {
        return waiters.remove(waiter);
    }

    // ---- questions -----------------------------------------------------------------------------------------------

    /** Waits for answers. Returns false if the task ends. */
    synchronized boolean ask(Map<String, Ask<?>> asked, Consumer<Map<String, @Nullable Object>> then, Instant now) {
        if (!move(TaskStatus.INPUT_REQUIRED, null, now)) {
            return false;
        }
        questions = new LinkedHashMap<>(asked);
        questionsSent = false;
        answers.clear();
        resume = then;
        return true;
    }

    /**
     * Takes the answers to outstanding questions, and goes on once there are none; ignores others.
     *
     * @return whether it goes on
     */
    boolean answer(Map<String, @Nullable Object> given, Instant now) {
        Consumer<Map<String, @Nullable Object>> then;
        Map<String, @Nullable Object> all;
        synchronized (this) {
            given.forEach((key, value) -> {
                if (questions.containsKey(key)) {
                    questions.remove(key);
                    answers.put(key, value);
                }
            });
            then = resume;
            if (!questions.isEmpty() || then == null) {
                return false;
            }
            move(TaskStatus.WORKING, null, now);
            resume = null;
            all = new LinkedHashMap<>(answers);
        }
        then.accept(all);
        return true;
    }

    /** Returns a copy of the questions without an answer. */
    synchronized Map<String, Ask<?>> questions() {
        return new LinkedHashMap<>(questions);
    }

    /** Returns the questions that a legacy client has not been sent yet, and takes them as sent. */
    synchronized Map<String, Ask<?>> takeUnsent() {
        if (questionsSent || questions.isEmpty()) {
            return Map.of();
        }
        questionsSent = true;
        return Map.copyOf(questions);
    }

    /** Returns somebody whose reply can carry questions; null while there is none. */
    synchronized @Nullable Waiter someWaiter() {
        for (Waiter waiter : waiters) {
            if (waiter.session() != null) {
                return waiter;
            }
        }
        return null;
    }
}
