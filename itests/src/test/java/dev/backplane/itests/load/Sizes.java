package dev.backplane.itests.load;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.backplane.itests.harness.Await;
import dev.backplane.itests.harness.Distribution;
import java.time.Duration;

/** Other sizes of the dispatcher of a running instance, until they are closed. For one thread. */
final class Sizes implements AutoCloseable {
    private static final String PID = "dev.backplane.dispatch.pool";
    private static final Duration BOUND = Duration.ofSeconds(20);

    private final Distribution backplane;
    private final int before;

    private Sizes(Distribution backplane, int workers, int queueLimit) {
        this.backplane = backplane;
        before = (int) normal("atOnce");
        backplane.shell("config:edit " + PID + ";config:property-set workers " + workers
                + ";config:property-set toolWorkers " + workers + ";config:property-set toolLimit 1000000"
                + ";config:property-set queueLimit " + queueLimit + ";config:update");
        await(workers);
    }

    /** So many calls run at once, of one tool, too, and so many wait; returns when that holds. */
    static Sizes of(Distribution backplane, int workers, int queueLimit) {
        return new Sizes(backplane, workers, queueLimit);
    }

    @Override
    public void close() {
        backplane.unconfigure(PID);
        await(before);
    }

    private void await(int workers) {
        Await.until(workers + " workers", BOUND, () -> normal("atOnce") == workers);
    }

    /** A figure that {@code mcp:queues} has of the lane of calls. */
    long normal(String figure) {
        JsonArray queues = JsonParser.parseString(backplane.shell("mcp:queues --json --limit 1000"))
                .getAsJsonObject()
                .getAsJsonArray("queues");
        for (JsonElement each : queues) {
            JsonObject queue = each.getAsJsonObject();
            if (queue.get("kind").getAsString().equals("lane")
                    && queue.get("name").getAsString().equals("normal")) {
                return queue.get(figure).getAsLong();
            }
        }
        throw new AssertionError("no lane normal: " + queues);
    }
}
