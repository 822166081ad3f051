package dev.backplane.itests.load;

import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** Calls one unruly tool again and again, and notes the first answer that is not what its caller should get. For one thread. */
final class Troublemaker implements Callable<Void> {
    private final int port;
    private final String tool;
    private final Predicate<String> expected;
    private final AtomicBoolean over;
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong rests = new AtomicLong();
    private volatile String problem = "";
    private volatile long longestNanos;

    /** @param expected what may be answered, besides that the tool rests */
    Troublemaker(int port, String tool, Predicate<String> expected, AtomicBoolean over) {
        this.port = port;
        this.tool = tool;
        this.expected = expected;
        this.over = over;
    }

    @Override
    public Void call() {
        try (Client client = new Client(port)) {
            String session = client.open();
            while (!over.get() && problem.isEmpty()) {
                long start = System.nanoTime();
                String answer = client.call(session, tool, "{\"millis\":0}");
                longestNanos = Math.max(longestNanos, System.nanoTime() - start);
                calls.incrementAndGet();
                if (answer.startsWith("! 503") && answer.contains(tool + " rests")) {
                    rests.incrementAndGet();
                } else if (!expected.test(answer)) {
                    problem = tool + " was answered with " + answer;
                }
            }
            client.delete(session);
        }
        return null;
    }

    String problem() {
        return problem;
    }

    long longestMillis() {
        return longestNanos / 1_000_000;
    }

    @Override
    public String toString() {
        return tool + ": " + calls + " calls, " + rests + " of them while it rested, the longest " + longestMillis()
                + " ms";
    }
}
