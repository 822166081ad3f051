package dev.backplane.itests.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** One connection's worth of load. For one thread. */
final class Actor implements Callable<Void> {
    private final Random random;
    private final Client client;
    private final SessionMoves sessions;
    private final CountDownLatch ready;
    private final AtomicBoolean over;
    private final List<Moves> moves = new ArrayList<>();
    private final List<Moves> weighted = new ArrayList<>();

    Actor(
            int number,
            int port,
            Mix mix,
            History.Page page,
            SharedKeys shared,
            CountDownLatch ready,
            AtomicBoolean over) {
        this.random = new Random(mix.seed() * 1_000 + number);
        this.ready = ready;
        this.over = over;
        client = new Client(port);
        String name = mix.seed() + "-" + number;
        sessions = new SessionMoves(client, page, Math.max(1, mix.sessions() / mix.connections()));
        // before the sessions, whose finish deletes them
        add(new TaskMoves(client, page, sessions, name), 6);
        add(sessions, 8);
        add(new CallMoves(client, page, sessions), 45);
        add(new RegistryMoves(client, page, shared, name), 30);
        add(new StreamMoves(port, client, page, name), 8);
        add(new CountMoves(port, page, sessions), 5);
        add(new ListenMoves(port, client, page, name), 4);
    }

    private void add(Moves kind, int weight) {
        moves.add(kind);
        for (int i = 0; i < weight; i++) {
            weighted.add(kind);
        }
    }

    @Override
    public Void call() throws IOException {
        try {
            sessions.fill();
            ready.countDown();
            while (!over.get()) {
                weighted.get(random.nextInt(weighted.size())).step(random);
            }
            for (Moves kind : moves) {
                kind.finish();
            }
            return null;
        } finally {
            ready.countDown();
            client.close();
        }
    }
}
