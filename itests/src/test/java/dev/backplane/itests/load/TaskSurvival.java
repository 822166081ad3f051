package dev.backplane.itests.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.itests.harness.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/**
 * Tasks that are left in each state when the platform ends, and what must have become of them when it is there again. For one
 * thread.
 */
final class TaskSurvival {
    private static final String INTERRUPTED = "failed The task was interrupted by a restart of the platform";
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final int MAKERS = 2;
    private static final int MADE = 100;
    private static final int LONG_MILLIS = 600_000;
    private static final long TTL_MILLIS = 3_600_000;

    /** Over when the platform is there again. */
    private static final long SHORT_TTL_MILLIS = 2_000;

    private record Job(String session, String id, String text) {}

    private final String session;
    private final List<Job> ended = new ArrayList<>();
    private final List<Job> cutOff = new ArrayList<>();
    private final List<Job> over = new ArrayList<>();

    /** Made by others until the end: what they were told of each; empty: only that it was made. */
    private final Map<Job, String> told = new ConcurrentHashMap<>();

    private int count;

    /** @param session in which those of the older form are made */
    TaskSurvival(String session) {
        this.session = session;
    }

    /** Leaves one in each state, in each form. */
    void leave(Client connection) {
        TaskClient client = new TaskClient(connection);
        for (String place : List.of(session, "")) {
            cutOff.add(make(client, place, LONG_MILLIS, false, TTL_MILLIS));
            Job asking = make(client, place, 0, true, TTL_MILLIS);
            await(client, asking, "input_required");
            cutOff.add(asking);
            Job done = make(client, place, 0, false, TTL_MILLIS);
            await(client, done, "completed");
            ended.add(done);
        }
        Job brief = make(client, session, 0, false, SHORT_TTL_MILLIS);
        await(client, brief, "completed");
        over.add(brief);
    }

    private Job make(TaskClient client, String place, int millis, boolean asks, long ttlMillis) {
        String text = "survival-" + ++count;
        String id = client.make(place, text, millis, asks, ttlMillis);
        assertThat(id).doesNotStartWith(Operation.ERROR);
        return new Job(place, id, text);
    }

    private static void await(TaskClient client, Job job, String status) {
        String[] last = {""};
        try {
            Await.until(status, BOUND, () -> {
                last[0] = client.status(job.session(), job.id());
                return last[0].startsWith(status);
            });
        } catch (AssertionError e) {
            throw new AssertionError(job + " is " + last[0], e);
        }
    }

    /** Begins to make tasks and to poll them until the platform is gone. Returns who does, once there are some. */
    List<Thread> makeUntilTheEnd(int port) {
        List<Thread> makers = IntStream.range(0, MAKERS)
                .mapToObj(i -> new Thread(() -> {
                    try (Client own = new Client(port)) {
                        makeUntilTheEnd("maker" + i, own);
                    }
                }))
                .toList();
        makers.forEach(Thread::start);
        Await.until("tasks", BOUND, () -> told.size() > MADE);
        return makers;
    }

    private void makeUntilTheEnd(String name, Client connection) {
        TaskClient client = new TaskClient(connection);
        Queue<Job> running = new ConcurrentLinkedQueue<>();
        for (int i = 0; ; i++) {
            String text = name + "-" + i;
            String place = i % 2 == 0 ? "" : session;
            String id = client.make(place, text, i % 7, false, TTL_MILLIS);
            if (id.startsWith(Operation.ERROR)) {
                return;
            }
            Job job = new Job(place, id, text);
            told.put(job, "");
            running.add(job);
            Job oldest = running.remove();
            String status = client.status(oldest.session(), oldest.id());
            if (status.startsWith("completed")) {
                told.put(oldest, status);
            } else {
                running.add(oldest);
            }
        }
    }

    /** How many were made until the end. */
    int made() {
        return told.size();
    }

    /** Checks all after a restart; afterwards all are ended ones that must survive the next. */
    void demandAll(Client connection) {
        TaskClient client = new TaskClient(connection);
        for (Job job : cutOff) {
            assertThat(client.status(job.session(), job.id()))
                    .as(job.toString())
                    .isEqualTo(INTERRUPTED);
        }
        for (Job job : ended) {
            assertThat(client.status(job.session(), job.id()))
                    .as(job.toString())
                    .isEqualTo("completed");
            assertThat(client.result(job.session(), job.id()))
                    .as(job.toString())
                    .isEqualTo("did " + job.text());
        }
        for (Job job : over) {
            assertThat(client.status(job.session(), job.id()))
                    .as(job.toString())
                    .contains("-32602 Task not found");
        }
        Map<String, Job> wrong = new LinkedHashMap<>();
        told.forEach((job, status) -> {
            String now = client.status(job.session(), job.id());
            String result = now.equals("completed") ? client.result(job.session(), job.id()) : "did " + job.text();
            boolean right = now.equals("completed") || status.isEmpty() && now.equals(INTERRUPTED);
            if (!right || !result.equals("did " + job.text())) {
                wrong.put(status + " became " + now + ", " + result, job);
            }
        });
        assertThat(wrong)
                .as("tasks of " + told.size() + " that were made until the end")
                .isEmpty();
        List<String> listed = List.of(client.list(session).split(" "));
        assertThat(listed).containsAll(ids(cutOff)).containsAll(ids(ended)).doesNotContainAnyElementsOf(ids(over));
    }

    private List<String> ids(List<Job> jobs) {
        return jobs.stream()
                .filter(job -> job.session().equals(session))
                .map(Job::id)
                .toList();
    }
}
