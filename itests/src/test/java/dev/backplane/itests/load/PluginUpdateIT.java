package dev.backplane.itests.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.itests.harness.Distribution;
import dev.backplane.itests.harness.Settings;
import dev.backplane.itests.harness.TestBundle;
import dev.backplane.itests.updated.VersionTool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A plugin that is updated, again and again, while 16 connections of both eras call it: no call fails, each is answered
 * by code that was current while it ran and never by code that was stopped, whoever listens is told of each update once,
 * and no list shows what was before an update that is over. Half of the updates come while the registry, which all of that is found through, is swapped. 8 updates; 50 with
 * {@code -Pproof}.
 */
class PluginUpdateIT {

    private static final int UPDATES = Settings.proof() ? 50 : 8;
    private static final int CONNECTIONS = 16;
    private static final int LISTENERS = 4;
    private static final Pattern LISTED = Pattern.compile("Answers 1\\.0\\.(\\d+)\\.");
    private static final String CHANGED = "notifications/tools/list_changed";
    private static final String LISTEN = "subscriptions/listen";

    /** Longer than all of an update but its wait for calls. */
    private static final int PATIENCE_MILLIS = 1_500;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<EventReader> streams = new ArrayList<>();
    private final Queue<String> problems = new ConcurrentLinkedQueue<>();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicLong calls = new AtomicLong();
    private final AtomicLong longestNanos = new AtomicLong();
    private Distribution backplane;

    @BeforeEach
    void start() {
        backplane = Distribution.builder("plugin-update")
                .feature("backplane-registry-sharded")
                .start();
    }

    @AfterEach
    void stop() {
        over.set(true);
        streams.forEach(EventReader::close);
        threads.shutdownNow();
        backplane.stop();
    }

    @Test
    void plugin_updatedUnderLoad_noCallFails_andEachUpdateIsToldOnce() throws Exception {
        List<LinkedBlockingQueue<String>> heard = new ArrayList<>();
        for (int i = 0; i < LISTENERS; i++) {
            heard.add(listen(i % 2 == 0));
        }
        String installed = backplane.shell("bundle:install -s " + bundle(0));
        String id = installed.replaceAll("(?s).*Bundle ID:? ?(\\d+).*", "$1").strip();
        for (LinkedBlockingQueue<String> each : heard) {
            assertThat(each.poll(10, TimeUnit.SECONDS)).isEqualTo(CHANGED);
        }
        List<Future<?>> callers = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            boolean legacy = i % 2 == 0;
            callers.add(threads.submit(() -> call(legacy)));
        }

        for (int i = 1; i <= UPDATES; i++) {
            String next = bundle(i);
            Future<String> patient = patient();
            begun.set(i);
            Future<String> swap = i % 2 == 0 ? threads.submit(swap(i % 4 == 0 ? "single" : "sharded")) : null;
            backplane.shell("bundle:update " + id + " " + next);
            done.set(i);
            if (swap != null) {
                assertThat(swap.get(30, TimeUnit.SECONDS)).contains(" moved ");
            }
            assertThat(patient.get(30, TimeUnit.SECONDS)).as("the old call").isEqualTo(version(i - 1));
            for (LinkedBlockingQueue<String> each : heard) {
                assertThat(each.poll(10, TimeUnit.SECONDS))
                        .as("told of update " + i)
                        .isEqualTo(CHANGED);
            }
            try (Client client = new Client(backplane.port())) {
                assertThat(listed(client, "")).as("listed after that was told").isEqualTo(i);
                assertThat(listed(client, client.open()))
                        .as("listed in a session")
                        .isEqualTo(i);
            }
            assertThat(problems).isEmpty();
        }
        over.set(true);
        for (Future<?> caller : callers) {
            caller.get(30, TimeUnit.SECONDS);
        }
        assertThat(problems).isEmpty();

        Future<String> last = patient();
        backplane.shell("bundle:uninstall " + id);
        assertThat(last.get(30, TimeUnit.SECONDS)).isEqualTo(version(UPDATES));
        try (Client client = new Client(backplane.port())) {
            assertThat(client.call("", "version", "{}")).contains("-32602 Unknown tool: version");
            assertThat(client.list("")).doesNotContain("version", "patient");
        }
        for (LinkedBlockingQueue<String> each : heard) {
            assertThat(each.poll(10, TimeUnit.SECONDS)).isEqualTo(CHANGED);
            assertThat(each).as("told more than once").isEmpty();
        }
        System.out.printf(
                "plugin updates: %d under %d connections, %d calls, none failed, longest %d ms%n",
                UPDATES, CONNECTIONS, calls.get(), TimeUnit.NANOSECONDS.toMillis(longestNanos.get()));
    }

    private static String version(int number) {
        return "1.0." + number;
    }

    private static String bundle(int number) {
        return TestBundle.of(VersionTool.class, version(number), Map.of())
                .toUri()
                .toString();
    }

    private Callable<String> swap(String variant) {
        return () -> backplane.shell("mcp:slot-use registry " + variant);
    }

    /** Calls until it is over, and notes whatever is not as it should be. */
    private void call(boolean legacy) {
        try (Client client = new Client(backplane.port())) {
            String session = legacy ? client.open() : "";
            for (int i = 0; !over.get(); i++) {
                int least = done.get();
                long start = System.nanoTime();
                String answer = i % 8 == 0
                        ? client.call(session, "patient", "{\"millis\":20}")
                        : client.call(session, "version", "{}");
                longestNanos.accumulateAndGet(System.nanoTime() - start, Math::max);
                int most = begun.get();
                calls.incrementAndGet();
                int number = answer.matches("1\\.0\\.\\d+") ? Integer.parseInt(answer.substring(4)) : -1;
                if (number < least || number > most) {
                    problems.add("call " + i + " between versions " + least + " and " + most + ": " + answer);
                }
                if (i % 4 == 1) {
                    least = done.get();
                    number = listed(client, session);
                    most = begun.get();
                    if (number < least || number > most) {
                        problems.add("listed " + number + " between versions " + least + " and " + most);
                    }
                }
            }
        }
    }

    /** Returns the version of the plugin as its tools are listed; -1: they are not. */
    private static int listed(Client client, String session) {
        String list = client.request(session, "tools/list", null, "");
        Matcher version = LISTED.matcher(list);
        return list.contains("\"patient\"") && version.find() ? Integer.parseInt(version.group(1)) : -1;
    }

    /** Starts a call that outlasts an update, and returns its answer once it has begun. */
    private Future<String> patient() throws Exception {
        String params = Client.modernParams("\"name\":\"patient\",\"arguments\":{\"millis\":" + PATIENCE_MILLIS + "}")
                .replace("\"_meta\":{", "\"_meta\":{\"progressToken\":1,");
        String message = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":" + params + "}";
        CountDownLatch running = new CountDownLatch(1);
        Future<String> answer = threads.submit(() -> {
            String headers = Client.modernHeaders("tools/call") + "\nMcp-Name: patient";
            try (EventReader stream = EventReader.post(backplane.port(), headers, message)) {
                EventReader.Event event = stream.next();
                running.countDown();
                while (event != null && !event.message().has("id")) {
                    event = stream.next();
                }
                return event == null
                        ? "none"
                        : event.message()
                                .getAsJsonObject("result")
                                .getAsJsonArray("content")
                                .get(0)
                                .getAsJsonObject()
                                .get("text")
                                .getAsString();
            }
        });
        assertThat(running.await(20, TimeUnit.SECONDS)).isTrue();
        return answer;
    }

    /** Opens a stream, and returns what it hears of changed tools. */
    private LinkedBlockingQueue<String> listen(boolean legacy) throws IOException {
        EventReader stream;
        if (legacy) {
            try (Client client = new Client(backplane.port())) {
                String session = client.open();
                assertThat(client.initialized(session)).isEqualTo("202");
                stream = EventReader.get(backplane.port(), session, "");
            }
        } else {
            String message = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + LISTEN + "\",\"params\":"
                    + Client.modernParams("\"notifications\":{\"toolsListChanged\":true}") + "}";
            stream = EventReader.post(backplane.port(), Client.modernHeaders(LISTEN), message);
            assertThat(stream.next().method()).endsWith("acknowledged");
        }
        streams.add(stream);
        LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
        threads.submit(() -> {
            for (EventReader.Event event = stream.next(); event != null; event = stream.next()) {
                if (event.method().equals(CHANGED)) {
                    heard.add(event.method());
                }
            }
            return null;
        });
        return heard;
    }
}
