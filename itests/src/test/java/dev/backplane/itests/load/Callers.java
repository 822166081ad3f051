package dev.backplane.itests.load;

import dev.backplane.itests.harness.Raw;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Clients of one session that call a tool which waits until it is cancelled, and call it again; more than may. Thread-safe. */
final class Callers {
    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LIMIT_SECONDS = 20;

    private final int port;
    private final String session;
    private final AtomicInteger ids = new AtomicInteger();
    private final BlockingQueue<Running> running = new LinkedBlockingQueue<>();
    private volatile boolean over;

    Callers(int port, String session) {
        this.port = port;
        this.session = session;
    }

    /** A call whose tool has begun; completed with the time at which its answer ended. */
    private record Running(int id, CompletableFuture<Long> end) {}

    /** One client: calls, and where it is refused, again a little later. Returns how often it was. */
    int callAgainAndAgain() throws IOException {
        int refused = 0;
        while (!over) {
            try (Raw raw = new Raw(port)) {
                int id = ids.incrementAndGet();
                raw.post(
                        Client.headers(session),
                        message("\"id\":" + id + ",\"method\":\"tools/call\",\"params\":{\"name\":\"patient\","
                                + "\"arguments\":{\"millis\":600000},\"_meta\":{\"progressToken\":" + id + "}}"));
                Raw.Response answer = raw.readUnlessStream();
                if (answer.isStream()) {
                    Running call = new Running(id, new CompletableFuture<>());
                    running.add(call);
                    raw.stream().readAllBytes();
                    call.end.complete(System.nanoTime());
                } else if (answer.status() == 503) {
                    refused++;
                    LockSupport.parkNanos(AGAIN_NANOS);
                } else {
                    throw new AssertionError(answer.toString());
                }
            }
        }
        return refused;
    }

    /** Cancels a call that runs. Returns the nanoseconds from there to the end of its answer. */
    long cancelOne(Raw control) throws Exception {
        Running call = running.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
        if (call == null) {
            throw new AssertionError("no call runs");
        }
        return cancel(control, call);
    }

    private long cancel(Raw control, Running call) throws Exception {
        long start = System.nanoTime();
        control.post(
                Client.headers(session),
                message("\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":" + call.id + "}"));
        long end = call.end.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        int status = control.read().status();
        if (status != 202) {
            throw new AssertionError("a cancellation was answered " + status);
        }
        return end - start;
    }

    /** Cancels all that still comes to run, until all clients have ended. */
    void end(Raw control, List<? extends Future<?>> clients) throws Exception {
        over = true;
        while (!clients.stream().allMatch(Future::isDone)) {
            Running call = running.poll(10, TimeUnit.MILLISECONDS);
            if (call != null) {
                cancel(control, call);
            }
        }
    }

    private static byte[] message(String members) {
        return ("{\"jsonrpc\":\"2.0\"," + members + "}").getBytes(StandardCharsets.UTF_8);
    }
}
