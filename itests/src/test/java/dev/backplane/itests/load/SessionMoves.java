package dev.backplane.itests.load;

import dev.backplane.itests.load.Operation.What;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Opens sessions, deletes them, and calls those that are gone. Keeps about a fixed number of them open. */
final class SessionMoves implements Moves {
    private final Client client;
    private final History.Page page;
    private final int kept;
    private final List<String> open = new ArrayList<>();

    SessionMoves(Client client, History.Page page, int kept) {
        this.client = client;
        this.page = page;
        this.kept = kept;
    }

    /** Opens as many sessions as are kept. */
    void fill() {
        while (open.size() < kept) {
            if (open().startsWith(Operation.ERROR)) {
                return;
            }
        }
    }

    /** Returns some open session. */
    String any(Random random) {
        return open.isEmpty() ? open() : open.get(random.nextInt(open.size()));
    }

    /** The open sessions. */
    List<String> all() {
        return Collections.unmodifiableList(open);
    }

    @Override
    public void step(Random random) {
        if (open.size() < kept || random.nextInt(kept) == 0) {
            open();
            return;
        }
        String session = open.remove(random.nextInt(open.size()));
        delete(session);
        long start = System.nanoTime();
        page.add(What.ECHO, session, "late", start, client.call(session, "echo", "{\"message\":\"late\"}"));
    }

    @Override
    public void finish() {
        for (String session : open) {
            long start = System.nanoTime();
            page.add(What.ECHO, session, "still", start, client.call(session, "echo", "{\"message\":\"still\"}"));
            delete(session);
        }
        open.clear();
    }

    private String open() {
        String session = open(client, page);
        if (!session.startsWith(Operation.ERROR)) {
            open.add(session);
        }
        return session;
    }

    private void delete(String session) {
        long start = System.nanoTime();
        page.add(What.DELETE, session, "", start, client.delete(session));
    }

    /** Does the handshake: the session's id, or an error. */
    static String open(Client client, History.Page page) {
        long start = System.nanoTime();
        String session = client.open();
        boolean failed = session.startsWith(Operation.ERROR);
        page.add(What.OPEN, failed ? "" : session, "", start, session);
        if (!failed) {
            start = System.nanoTime();
            page.add(What.INITIALIZED, session, "", start, client.initialized(session));
        }
        return session;
    }
}
