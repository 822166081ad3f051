package dev.backplane.itests.ways;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.backplane.itests.harness.Await;
import dev.backplane.itests.load.History;
import dev.backplane.itests.load.Operation.What;
import dev.backplane.itests.load.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that call again and again, each on one connection of its own, while something happens that is no matter of theirs.
 * For one thread.
 */
final class Bystanders implements AutoCloseable {

    private static final int LEAST = 20;
    private static final int SLOW_MILLIS = 5;

    /** Some way in. */
    interface Way {
        Talk connect() throws Exception;
    }

    private final History history = new History();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger answered = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();

    /** Has one client call by each of the ways. */
    Bystanders(Way... ways) {
        for (Way way : ways) {
            History.Page page = history.page();
            Thread thread = new Thread(() -> callBy(way, page), "bystander");
            thread.setDaemon(true);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
        more();
    }

    private void callBy(Way way, History.Page page) {
        long start = System.nanoTime();
        try (Talk talk = way.connect()) {
            open(talk);
            for (int id = 1; !over.get(); id += 2) {
                start = System.nanoTime();
                page.add(
                        What.ECHO,
                        "",
                        "number " + id,
                        start,
                        call(talk, id, "echo", "\"message\":\"number " + id + "\""));
                start = System.nanoTime();
                page.add(
                        What.SLOW,
                        "",
                        String.valueOf(SLOW_MILLIS),
                        start,
                        call(talk, id + 1, "slow", "\"millis\":" + SLOW_MILLIS));
                answered.addAndGet(2);
            }
        } catch (Exception | AssertionError e) {
            page.add(What.ECHO, "", "", start, "! " + e);
        }
    }

    /** Opens a session. */
    static void open(Talk talk) throws Exception {
        talk.answer(TransportContract.initialize("2025-11-25"));
        talk.say("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    }

    /** Calls a tool; returns the text of its result, or else {@code ! } and the answer. */
    static String call(Talk talk, int id, String tool, String arguments) throws Exception {
        return text(talk.answer(TransportContract.call(id, tool, "{" + arguments + "}")));
    }

    static String text(JsonObject answer) {
        return answer.has("result")
                ? answer.getAsJsonObject("result")
                        .getAsJsonArray("content")
                        .get(0)
                        .getAsJsonObject()
                        .get("text")
                        .getAsString()
                : "! " + answer;
    }

    /** Waits until they have had more answers. */
    void more() {
        int now = answered.get();
        Await.until(
                "calls of bystanders",
                Duration.ofSeconds(20),
                () -> answered.get() >= now + LEAST || threads.stream().noneMatch(Thread::isAlive));
    }

    /** Ends them; each of their calls was answered rightly. */
    @Override
    public void close() {
        over.set(true);
        Await.until(
                "the end of bystanders",
                Duration.ofSeconds(30),
                () -> threads.stream().noneMatch(Thread::isAlive));
        Verdict.demandClean(history);
        assertThat(history.operations()).hasSizeGreaterThan(LEAST);
    }
}
