package dev.backplane.itests.load;

import dev.backplane.itests.harness.Distribution;
import java.util.List;
import java.util.Random;

/** Sessions that are opened and left alone, until they are asked whether they are still there. For one thread. */
public final class Crowd implements AutoCloseable {
    private final Client client;
    private final History.Page page;
    private final SessionMoves sessions;

    private Crowd(Client client, History.Page page, int count) {
        this.client = client;
        this.page = page;
        sessions = new SessionMoves(client, page, count);
        sessions.fill();
    }

    /** Opens sessions; what happens to them is written to the page. */
    public static Crowd open(Distribution backplane, History.Page page, int count) {
        return new Crowd(new Client(backplane.port()), page, count);
    }

    /** The ids of the sessions. */
    public List<String> ids() {
        return sessions.all();
    }

    /** Calls {@code echo} in each, on a new connection. */
    public void call() {
        client.close();
        Random random = new Random(ids().size());
        for (String session : ids()) {
            String message = "here " + random.nextInt();
            long start = System.nanoTime();
            String answer = client.call(session, "echo", "{\"message\":\"" + message + "\"}");
            page.add(Operation.What.ECHO, session, message, start, answer);
        }
    }

    /** Deletes them. */
    @Override
    public void close() {
        sessions.finish();
        client.close();
    }
}
