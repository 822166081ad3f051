package dev.backplane.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tools that are replaced again and again while threads of both eras call them. */
class UpdateRaceTest extends EngineTestBase {

    private static final int CALLERS = 4;
    private static final int CALLS = 3_000;
    private static final int UPDATES_MIN = 50;

    UpdateRaceTest() {
        super(new EngineFixture(EngineFixture.settings(10_000, 10_000, 1_000), new ScheduledThreadPoolExecutor(1)));
    }

    /** A tool that fails when it is called, or still runs, after its removal. */
    private final class Mortal {
        private final AtomicBoolean dead = new AtomicBoolean();
        private final Tool<Nothing> tool;

        Mortal(ToolInfo<Nothing> info) {
            tool = made(info, (arguments, context) -> {
                boolean before = dead.get();
                Thread.yield();
                return before || dead.get() ? ToolResult.error("dead") : ToolResult.text("alive");
            });
            fixture.engine.addTool(tool, fixture.from(1));
        }

        void remove() {
            fixture.engine.removeTool(tool);
            dead.set(true);
        }
    }

    @Test
    void updates_underCalls_failNone_andDeadCodeIsNeverRun() throws Exception {
        ToolInfo<Nothing> atOnce = named("at-once").nonBlocking();
        ToolInfo<Nothing> later = named("later").blocking();
        Mortal first = new Mortal(atOnce);
        Mortal second = new Mortal(later);
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
        List<Future<?>> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            String session = i % 2 == 0 ? fixture.open("2025-06-18") : "";
            callers.add(threads.submit(() -> call(session)));
        }
        int updates = 0;
        while (!callers.stream().allMatch(Future::isDone)) {
            first.remove();
            if (updates++ % 3 == 0) {
                fixture.registry.swap();
            }
            second.remove();
            first = new Mortal(atOnce);
            second = new Mortal(later);
        }
        for (Future<?> caller : callers) {
            caller.get();
        }
        threads.shutdown();
        assertThat(updates).isGreaterThan(UPDATES_MIN);
    }

    private @Nullable Void call(String session) throws Exception {
        for (int calls = 1; calls <= CALLS; calls++) {
            String name = calls % 2 == 0 ? "at-once" : "later";
            FakeExchange exchange = session.isEmpty()
                    ? fixture.modern("tools/call", "\"name\":\"" + name + "\"")
                    : fixture.legacy(session, EngineFixture.call(calls, name, "{}"));
            assertThat(exchange.body()).as("call %s of %s", calls, name).contains("\"alive\"");
        }
        return null;
    }
}
