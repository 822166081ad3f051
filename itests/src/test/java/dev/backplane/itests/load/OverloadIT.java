package dev.backplane.itests.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.itests.harness.Await;
import dev.backplane.itests.harness.Distribution;
import dev.backplane.itests.harness.Raw;
import dev.backplane.itests.harness.Settings;
import dev.backplane.itests.harness.TestBundle;
import dev.backplane.itests.updated.PatientTool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** More is asked for than can be done. */
class OverloadIT {
    private static final int WORKERS = 4;
    private static final int WAITING = 12;
    private static final int CALL_MILLIS = 50;
    private static final int CLIENTS = 32;
    private static final int SECONDS = Settings.proof() ? 60 : 4;
    private static final int CANCELS = Settings.proof() ? 1_000 : 200;

    /** What a call may take at most: to wait for those before it, to run, and a slow machine's share. */
    private static final double BOUND_MILLIS = (WAITING / WORKERS + 1) * CALL_MILLIS + 1_000;

    private final Distribution backplane = Distribution.swaps();

    @Test
    void flood_twiceTheCapacity_isServedAtCapacityAndRefusedAtOnce() throws Exception {
        History history = new History();
        long start = System.nanoTime();
        try (Sizes sizes = Sizes.of(backplane, WORKERS, WAITING)) {
            ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
            start = System.nanoTime();
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                History.Page page = history.page();
                int offset = i;
                ends.add(threads.submit(() -> {
                    flood(page, offset);
                    return null;
                }));
            }
            for (Future<?> end : ends) {
                end.get(SECONDS + 60L, TimeUnit.SECONDS);
            }
            threads.shutdown();
            assertThat(sizes.normal("waiting")).isZero();
            assertThat(sizes.normal("refused")).isPositive();
        }
        double seconds = (System.nanoTime() - start) / 1e9;

        List<Operation> calls = history.where(each -> each.what() == Operation.What.SLOW);
        List<Operation> served = history.where(each -> each.answer().equals("waited " + CALL_MILLIS + " ms"));
        List<Operation> refused = history.where(each -> each.answer().startsWith(Operation.ERROR + "503 -32603"));
        assertThat(served.size() + refused.size())
                .as("each call is answered, rightly")
                .isEqualTo(calls.size());
        double capacity = WORKERS * 1_000.0 / CALL_MILLIS;
        double p99 = quantile(served, 0.99);
        System.out.printf(
                Locale.ROOT,
                "flood: %d calls in %.1f s, %d served (%.0f a second; capacity %.0f), p99 %.0f ms; %d refused, p99 %.1f ms%n",
                calls.size(),
                seconds,
                served.size(),
                served.size() / (double) SECONDS,
                capacity,
                p99,
                refused.size(),
                quantile(refused, 0.99));
        assertThat(served.size() / (double) SECONDS).isGreaterThan(0.6 * capacity);
        assertThat(refused).isNotEmpty();
        assertThat(p99).isLessThan(BOUND_MILLIS);
        assertThat(quantile(refused, 0.5)).as("refused without waiting").isLessThan(CALL_MILLIS);
    }

    /** Calls at a fixed pace, so that all clients together ask for twice as much as can be done. */
    private void flood(History.Page page, int offset) throws IOException {
        long pace = TimeUnit.MILLISECONDS.toNanos(CALL_MILLIS) * CLIENTS / WORKERS / 2;
        long next = System.nanoTime() + pace * offset / CLIENTS;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        try (Client client = new Client(backplane.port());
                Raw raw = new Raw(backplane.port())) {
            String session = client.open();
            client.initialized(session);
            for (int id = 1; next < end; id++) {
                LockSupport.parkNanos(next - System.nanoTime());
                next += pace;
                long start = System.nanoTime();
                raw.post(Client.headers(session), call(id, CALL_MILLIS));
                Raw.Response answer = raw.read();
                page.add(Operation.What.SLOW, session, Integer.toString(CALL_MILLIS), start, text(id, answer));
            }
            client.delete(session);
        }
    }

    private static String text(int id, Raw.Response answer) {
        if (answer.json().get("id").getAsInt() != id) {
            return "an answer to another call: " + answer;
        }
        if (answer.status() == 200) {
            return answer.json()
                    .getAsJsonObject("result")
                    .getAsJsonArray("content")
                    .get(0)
                    .getAsJsonObject()
                    .get("text")
                    .getAsString();
        }
        String after = answer.headers().get("retry-after");
        boolean named = answer.body().contains("queueLimit is " + WAITING);
        return after != null && Integer.parseInt(after) >= 1 && named
                ? Client.error(answer)
                : "no Retry-After: " + answer;
    }

    @Test
    void cancel_callsFillTheirLane_isActedOnAtOnce() throws Exception {
        String bundle = backplane
                .shell("bundle:install -s " + TestBundle.of(PatientTool.class).toUri())
                .replaceAll("\\D", "");
        long[] nanos = new long[CANCELS];
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try (Sizes sizes = Sizes.of(backplane, WORKERS, WAITING);
                Client client = new Client(backplane.port());
                Raw control = new Raw(backplane.port())) {
            String session = client.open();
            client.initialized(session);
            Callers callers = new Callers(backplane.port(), session);
            List<Future<Integer>> ends = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                ends.add(threads.submit(callers::callAgainAndAgain));
            }
            Await.until("a full lane", Duration.ofSeconds(20), () -> sizes.normal("waiting") == WAITING);
            for (int i = 0; i < CANCELS; i++) {
                nanos[i] = callers.cancelOne(control);
            }
            assertThat(sizes.normal("waiting")).isEqualTo(WAITING);
            callers.end(control, ends);
            int refused = 0;
            for (Future<Integer> end : ends) {
                refused += end.get(20, TimeUnit.SECONDS);
            }
            assertThat(refused).as("refused meanwhile").isGreaterThan(CANCELS);
            client.delete(session);
        } finally {
            threads.shutdownNow();
            backplane.shell("bundle:uninstall " + bundle);
        }
        Arrays.sort(nanos);
        double p99 = nanos[CANCELS * 99 / 100 - 1] / 1e6;
        System.out.printf(
                Locale.ROOT,
                "%d cancels, the lane of calls full: median %.2f ms, p99 %.2f ms, longest %.2f ms%n",
                CANCELS,
                nanos[CANCELS / 2] / 1e6,
                p99,
                nanos[CANCELS - 1] / 1e6);
        assertThat(p99).isLessThan(Settings.proof() ? 10 : 250);
    }

    private static byte[] call(int id, int millis) {
        return ("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"tools/call\",\"params\":{\"name\":\"slow\","
                        + "\"arguments\":{\"millis\":" + millis + "}}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static double quantile(List<Operation> operations, double quantile) {
        long[] sorted = operations.stream().mapToLong(Operation::nanos).sorted().toArray();
        return sorted.length == 0 ? 0 : sorted[(int) Math.ceil(quantile * sorted.length) - 1] / 1e6;
    }
}
