package dev.backplane.itests.load;

import dev.backplane.itests.harness.Await;
import dev.backplane.itests.harness.Raw;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** A call that does not end until it is cancelled, in a session and on a connection of its own. For one thread. */
final class Waiting {
    private static final Duration BOUND = Duration.ofSeconds(20);

    private final int port;
    private final String session;
    private final byte[] message;
    private final CompletableFuture<Long> end = new CompletableFuture<>();

    private Waiting(int port, String session, byte[] message) {
        this.port = port;
        this.session = session;
        this.message = message;
    }

    /** Begins the call; returns once the platform knows of it. */
    static Waiting call(int port, String tool, ExecutorService threads) {
        String session;
        try (Client client = new Client(port)) {
            session = client.open();
            client.initialized(session);
        }
        Waiting waiting = new Waiting(
                port,
                session,
                bytes("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                        + "\",\"arguments\":{\"millis\":0}}}"));
        threads.submit(waiting::await);
        Await.until("the call of " + tool, BOUND, waiting::underWay);
        return waiting;
    }

    private void await() {
        try (Raw connection = new Raw(port)) {
            connection.post(Client.headers(session), message).read();
            end.complete(System.nanoTime());
        } catch (IOException e) {
            end.completeExceptionally(e);
        }
    }

    /** Another request with its id is refused as long as it is under way. */
    private boolean underWay() {
        try (Raw connection = new Raw(port)) {
            byte[] ping = bytes("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"ping\"}");
            return connection.post(Client.headers(session), ping).read().status() == 400;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Cancels it. Returns how long that took until its answer had ended, in nanoseconds. */
    Future<Long> cancel() throws IOException {
        try (Raw connection = new Raw(port)) {
            long start = System.nanoTime();
            connection
                    .post(
                            Client.headers(session),
                            bytes("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\","
                                    + "\"params\":{\"requestId\":7}}"))
                    .read();
            return end.thenApply(at -> at - start);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
