package dev.backplane.itests.load;

import dev.backplane.itests.harness.Raw;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Well-behaved clients, each a thread on a connection of its own, that call now and then and time it. */
final class Victims implements AutoCloseable {
    private static final int CLIENTS = 4;
    private static final long PAUSE_NANOS = 1_000_000;

    private final int port;
    private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);

    Victims(int port) {
        this.port = port;
    }

    /** Returns the times of all calls within so many milliseconds, in nanoseconds, sorted. Each call is answered rightly. */
    long[] call(int millis) throws Exception {
        List<Future<List<Long>>> ends = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            ends.add(threads.submit(() -> times(millis)));
        }
        List<Long> all = new ArrayList<>();
        for (Future<List<Long>> end : ends) {
            all.addAll(end.get(60, TimeUnit.SECONDS));
        }
        return all.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    private List<Long> times(int millis) throws IOException {
        List<Long> times = new ArrayList<>();
        byte[] call = Rude.call("echo", "{\"message\":\"hello\"}");
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        try (Raw raw = new Raw(port)) {
            while (System.nanoTime() < end) {
                long start = System.nanoTime();
                Raw.Response answer = raw.send(call).read();
                times.add(System.nanoTime() - start);
                if (answer.status() != 200 || !answer.body().contains("hello")) {
                    throw new AssertionError("answered " + answer);
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        return times;
    }

    /** Returns the 99th of 100 of sorted times, in milliseconds. */
    static double p99(long[] sorted) {
        return sorted[(int) Math.min(sorted.length - 1, Math.ceil(sorted.length * 0.99))] / 1e6;
    }

    /** Returns the median. */
    static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
