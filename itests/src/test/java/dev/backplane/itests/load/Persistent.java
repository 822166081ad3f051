package dev.backplane.itests.load;

import dev.backplane.itests.harness.Await;
import java.time.Duration;
import java.util.function.Function;

/**
 * A client that repeats what got no answer, or was put off, as the protocol lets it: on a new connection, in the same
 * session, until it is answered. For one thread.
 */
final class Persistent implements AutoCloseable {
    private static final Duration BOUND = Duration.ofSeconds(90);

    private final Client client;
    private int attempts;

    Persistent(int port) {
        client = new Client(port);
    }

    /** Does it until it is answered: the answer. */
    String ask(Function<Client, String> request) {
        String[] answer = new String[1];
        attempts = 0;
        Await.until("an answer", BOUND, () -> {
            attempts++;
            answer[0] = request.apply(client);
            return !isPutOff(answer[0]);
        });
        return answer[0];
    }

    /** How often the last request was sent. */
    int attempts() {
        return attempts;
    }

    /** Whether an answer says that there was none, or that the client is to come back. */
    static boolean isPutOff(String answer) {
        return answer.startsWith(Operation.ERROR + "503")
                || answer.startsWith(Operation.ERROR + "java.io.")
                || answer.startsWith(Operation.ERROR + "java.net.");
    }

    @Override
    public void close() {
        client.close();
    }
}
