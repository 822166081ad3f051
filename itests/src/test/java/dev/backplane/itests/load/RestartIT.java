package dev.backplane.itests.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.itests.fixture.AnnounceTool;
import dev.backplane.itests.harness.Await;
import dev.backplane.itests.harness.Distribution;
import dev.backplane.itests.harness.Settings;
import dev.backplane.itests.harness.TestBundle;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * {@code bin/stop} and a start on the same port, under load, with sessions on disk and clients that repeat what got no
 * answer: what was acknowledged is still there, sessions and streams go on, and calls under way at the stop are answered.
 */
class RestartIT {

    private static final int CALLERS = 6;
    private static final int LISTENERS = 4;
    private static final int STOPS = Settings.proof() ? 5 : 1;
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final String LONG_CALL = "{\"millis\":3000}";

    private static Distribution backplane;

    private final AtomicBoolean over = new AtomicBoolean();
    private final List<Future<Void>> actors = new ArrayList<>();

    @BeforeAll
    static void start() {
        backplane = Distribution.builder("restart")
                .feature("backplane-session-disk")
                .configuration("dev.backplane.slots", "session", "disk")
                .start();
        backplane.shell("bundle:install -s " + TestBundle.of(AnnounceTool.class).toUri());
        try (Client client = new Client(backplane.port())) {
            Await.until("the fixture", BOUND, () -> client.list("").contains("announce"));
        }
    }

    @AfterAll
    static void stop() {
        backplane.close();
    }

    @Test
    void stopAndStart_underLoad_losesNothingThatWasAcknowledged() throws Exception {
        History history = new History();
        List<Listening> listeners = new ArrayList<>();
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            CountDownLatch ready = new CountDownLatch(CALLERS + LISTENERS);
            for (int i = 0; i < CALLERS; i++) {
                History.Page page = history.page();
                actors.add(threads.submit(() -> call(page, ready)));
            }
            for (int i = 0; i < LISTENERS; i++) {
                Listening each = new Listening(i, ready);
                listeners.add(each);
                actors.add(threads.submit(each));
            }
            assertThat(ready.await(BOUND.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
            for (int stop = 0; stop < STOPS; stop++) {
                stopWhileCalled(threads);
                backplane.start();
            }
            over.set(true);
            for (Future<Void> actor : actors) {
                actor.get(2, TimeUnit.MINUTES);
            }
        } finally {
            over.set(true);
            threads.shutdownNow();
        }
        Verdict.demandClean(history);
        for (Listening each : listeners) {
            assertThat(each.heard).containsSubsequence(each.announced);
            assertThat(each.heard).doesNotHaveDuplicates();
        }
    }

    /** Stops it while calls are under way, one of which sends progress: they are answered at once, not when repeated. */
    private static void stopWhileCalled(ExecutorService threads) throws Exception {
        String session;
        try (Client client = new Client(backplane.port())) {
            session = client.open();
        }
        Future<String> plain = threads.submit(() -> {
            try (Client client = new Client(backplane.port())) {
                return client.call(session, "slow", LONG_CALL);
            }
        });
        String message = "{\"jsonrpc\":\"2.0\",\"id\":\"long\",\"method\":\"tools/call\",\"params\":{\"name\":\"slow\","
                + "\"arguments\":" + LONG_CALL + ",\"_meta\":{\"progressToken\":\"p\"}}}";
        try (EventReader stream = EventReader.post(backplane.port(), Client.headers(session), message);
                EventReader standing = EventReader.get(backplane.port(), session, "")) {
            assertThat(stream.next()).isNotNull();
            backplane.stopByScript();
            assertThat(plain.get(1, TimeUnit.SECONDS)).isEqualTo("waited 3000 ms");
            List<EventReader.Event> rest = stream.rest();
            assertThat(rest.get(rest.size() - 1).message().has("result")).isTrue();
            // the standing stream ends in order, and its client learns where it can go on
            EventReader.Event last = standing.next();
            assertThat(last.id()).startsWith("0-");
            assertThat(standing.next()).isNull();
        }
    }

    /** Opens sessions, calls in all of them, deletes some; what it reports has been answered. */
    private Void call(History.Page page, CountDownLatch ready) {
        List<String> open = new ArrayList<>();
        try (Persistent client = new Persistent(backplane.port())) {
            for (int i = 0; !over.get(); i++) {
                if (open.size() < 20) {
                    long start = System.nanoTime();
                    String session = client.ask(Client::open);
                    page.add(Operation.What.OPEN, session, "", start, session);
                    open.add(session);
                } else if (i % 10 == 0) {
                    String session = open.remove(i % open.size());
                    long start = System.nanoTime();
                    String answer = client.ask(each -> each.delete(session));
                    // the one before, which got no answer, may have deleted it
                    boolean repeated = client.attempts() > 1 && answer.startsWith(Operation.ERROR + "404");
                    page.add(Operation.What.DELETE, session, "", start, repeated ? "204" : answer);
                }
                echo(page, client, open.get(i % open.size()), "message " + i);
                ready.countDown();
            }
            for (String session : open) {
                echo(page, client, session, "at last");
            }
        }
        return null;
    }

    private static void echo(History.Page page, Persistent client, String session, String message) {
        long start = System.nanoTime();
        String answer = client.ask(each -> each.call(session, "echo", "{\"message\":\"" + message + "\"}"));
        page.add(Operation.What.ECHO, session, message, start, answer);
    }

    /** A session that hears of resources: what was announced with an answer is heard, once and in order. */
    private final class Listening implements Callable<Void> {
        private final List<String> announced = new ArrayList<>();
        private final List<String> heard = new ArrayList<>();
        private final int number;
        private final CountDownLatch ready;
        private String session;
        private String last = "";
        private EventReader stream;

        Listening(int number, CountDownLatch ready) {
            this.number = number;
            this.ready = ready;
        }

        @Override
        public Void call() {
            try (Persistent client = new Persistent(backplane.port())) {
                session = client.ask(Client::open);
                client.ask(each -> each.initialized(session));
                attach();
                while (!over.get()) {
                    String uri = "itest://news/restart-" + number + "-" + announced.size() + "-" + System.nanoTime();
                    String params = "{\"uri\":\"" + uri + "\"}";
                    client.ask(each -> each.plain(session, "resources/subscribe", params));
                    String answer = client.ask(each -> each.call("", "announce", params));
                    // one that is repeated may be heard twice, and rightly
                    if (client.attempts() == 1 && answer.equals("announced")) {
                        announced.add(uri);
                        hear(uri);
                    }
                    ready.countDown();
                }
                String lastOne = announced.get(announced.size() - 1);
                hear(lastOne);
            } finally {
                stream.close();
            }
            return null;
        }

        private void attach() {
            Await.until("the stream of " + session, Duration.ofSeconds(90), () -> {
                try {
                    stream = EventReader.get(backplane.port(), session, last);
                    return true;
                } catch (IOException e) {
                    if (e.getMessage() != null && e.getMessage().contains("! 400")) {
                        throw new AssertionError("what followed " + last + " is lost", e);
                    }
                    return false;
                }
            });
        }

        /** Reads until it has heard of this one; comes back where the stream ends. */
        private void hear(String uri) {
            while (!heard.contains(uri)) {
                EventReader.Event event = null;
                try {
                    event = stream.next();
                } catch (IOException e) {
                    // cut off: as at its end
                }
                if (event == null) {
                    stream.close();
                    attach();
                } else {
                    last = event.id();
                    if (event.method().equals("notifications/resources/updated")
                            && announced.contains(event.params().get("uri").getAsString())) {
                        heard.add(event.params().get("uri").getAsString());
                    }
                }
            }
        }
    }
}
