package dev.backplane.itests.load;

import dev.backplane.itests.load.Operation.What;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/** Makes tasks, polls them, and asks for their results again and again, as these are to be there for an hour. */
final class TaskMoves implements Moves {
    private static final int MILLIS_MAX = 100;

    /** Few enough for none of all actors' tasks to have to go for others. */
    private static final int KEPT = 40;

    private static final long TTL_MILLIS = 3_600_000;
    private static final String GONE = Operation.ERROR + "404";

    private record Job(String session, String id, String text) {}

    private final TaskClient client;
    private final History.Page page;
    private final SessionMoves sessions;
    private final String name;
    private final List<Job> running = new ArrayList<>();
    private final Deque<Job> ended = new ArrayDeque<>();
    private int count;

    TaskMoves(Client client, History.Page page, SessionMoves sessions, String name) {
        this.client = new TaskClient(client);
        this.page = page;
        this.sessions = sessions;
        this.name = name;
    }

    @Override
    public void step(Random random) {
        int choice = random.nextInt(10);
        if (choice < 4 && running.size() < KEPT / 2) {
            make(random);
        } else if (choice < 8 && !running.isEmpty()) {
            poll(running.get(random.nextInt(running.size())), random.nextInt(20) == 0);
        } else if (choice == 8) {
            list(sessions.any(random));
        } else if (!ended.isEmpty()) {
            Job job = ended.removeFirst();
            if (result(job) && ended.size() < KEPT) {
                ended.addLast(job);
            }
        }
    }

    private void make(Random random) {
        String session = random.nextBoolean() ? sessions.any(random) : "";
        if (session.startsWith(Operation.ERROR)) {
            return;
        }
        String text = name + "-" + ++count;
        long start = System.nanoTime();
        String id = client.make(session, text, random.nextInt(MILLIS_MAX), false, TTL_MILLIS);
        page.add(What.TASK, session, text, start, id);
        if (!id.startsWith(Operation.ERROR)) {
            running.add(new Job(session, id, text));
        }
    }

    /** Asks how far it is, and for the result once it has ended; or cancels it. */
    private void poll(Job job, boolean cancels) {
        if (cancels && job.session().isEmpty()) {
            long start = System.nanoTime();
            page.add(What.TASK_CANCEL, "", job.id(), start, client.cancel("", job.id()));
        }
        long start = System.nanoTime();
        String status = client.status(job.session(), job.id());
        page.add(What.TASK_STATUS, job.session(), job.id(), start, status);
        if (status.startsWith("working")) {
            return;
        }
        running.remove(job);
        if (status.startsWith("completed") && result(job)) {
            ended.addLast(job);
        }
    }

    /** Returns false if the session of the task is gone. */
    private boolean result(Job job) {
        long start = System.nanoTime();
        String text = client.result(job.session(), job.id());
        page.add(What.TASK_RESULT, job.session(), job.text(), start, text);
        return !text.startsWith(GONE);
    }

    /** A session has all tasks that were made in it, as none of them is too old. */
    private void list(String session) {
        if (session.startsWith(Operation.ERROR)) {
            return;
        }
        TreeSet<String> known = new TreeSet<>();
        running.forEach(job -> add(job, session, known));
        ended.forEach(job -> add(job, session, known));
        long start = System.nanoTime();
        String listed = client.list(session);
        List<String> all = List.of(listed.split(" "));
        page.add(
                What.TASK_LIST,
                session,
                String.join(" ", known),
                start,
                listed.startsWith(Operation.ERROR) || !all.containsAll(known) ? listed : String.join(" ", known));
    }

    private static void add(Job job, String session, TreeSet<String> known) {
        if (job.session().equals(session)) {
            known.add(job.id());
        }
    }

    @Override
    public void finish() {
        ended.forEach(this::result);
        for (Job job : List.copyOf(running)) {
            poll(job, false);
        }
    }
}
