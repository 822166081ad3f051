package dev.backplane.itests.load;

import dev.backplane.itests.load.Operation.What;
import java.util.Random;

/** Calls {@code echo} and {@code slow}, and lists tools, in a session or statelessly. */
final class CallMoves implements Moves {
    private static final int SLOW_MILLIS_MAX = 10;

    private final Client client;
    private final History.Page page;
    private final SessionMoves sessions;
    private int count;

    CallMoves(Client client, History.Page page, SessionMoves sessions) {
        this.client = client;
        this.page = page;
        this.sessions = sessions;
    }

    @Override
    public void step(Random random) {
        String session = random.nextBoolean() ? sessions.any(random) : "";
        int choice = random.nextInt(10);
        if (choice < 7) {
            String message = "message " + ++count + " \u00e9\u4e16\ud83d\ude00 \\\"quoted\\\"";
            long start = System.nanoTime();
            String answer = client.call(session, "echo", "{\"message\":\"" + message + "\"}");
            page.add(What.ECHO, session, message.replace("\\", ""), start, answer);
        } else if (choice < 9) {
            int millis = random.nextInt(SLOW_MILLIS_MAX);
            long start = System.nanoTime();
            String answer = client.call(session, "slow", "{\"millis\":" + millis + "}");
            page.add(What.SLOW, session, Integer.toString(millis), start, answer);
        } else {
            long start = System.nanoTime();
            page.add(What.LIST, session, "", start, client.list(session));
        }
    }
}
