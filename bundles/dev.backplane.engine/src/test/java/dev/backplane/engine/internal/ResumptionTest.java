package dev.backplane.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.api.ToolResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams that are opened, or go on upon another connection, while events come. */
@Timeout(60)
class ResumptionTest extends EngineTestBase {

    private static final int CALLS = 20;
    private static final int EVENTS = 150;
    private static final int LISTENERS = 200;

    @Test
    void call_resumedWhileItSendsProgress_losesAndDoublesNothing() throws Exception {
        tool(named("busy"), (arguments, context) -> {
            for (int i = 1; i <= EVENTS; i++) {
                context.progress(i, null, null);
            }
            return ToolResult.text("done");
        });
        String session = fixture.open("2025-11-25");
        for (int call = 1; call <= CALLS; call++) {
            FakeExchange.Stream stream = fixture.legacy(
                            session,
                            "{\"jsonrpc\":\"2.0\",\"id\":" + call + ",\"method\":\"tools/call\",\"params\":{"
                                    + "\"name\":\"busy\",\"arguments\":{},\"_meta\":{\"progressToken\":\"t\"}}}")
                    .opened();

            List<String> heard = heard(session, stream);

            assertThat(heard.get(0)).as("the first marks the place").isEmpty();
            assertThat(heard).hasSize(EVENTS + 2).doesNotHaveDuplicates();
            assertThat(heard.get(EVENTS + 1)).contains("done");
        }
    }

    /** Reads to the answer, and changes to another connection after every third event. */
    private List<String> heard(String session, FakeExchange.Stream first) throws Exception {
        List<String> heard = new ArrayList<>();
        FakeExchange.Stream stream = first;
        int read = 0;
        while (heard.isEmpty() || !heard.get(heard.size() - 1).contains("done")) {
            heard.add(stream.next());
            read++;
            if (read == 3) {
                FakeExchange again = new FakeExchange()
                        .with(Sessions.HEADER, session)
                        .with("Last-Event-ID", stream.ids.get(read - 1));
                fixture.engine.open(again);
                stream = again.opened();
                read = 0;
            }
        }
        return heard;
    }

    @Test
    void listen_whileChangesGoOn_isAcknowledgedBeforeItHears() throws Exception {
        fixture.engine.addResource(resource("x:1"), fixture.from(1));
        AtomicBoolean over = new AtomicBoolean();
        Thread changing = new Thread(() -> {
            while (!over.get()) {
                fixture.changes.resourceUpdated("x:1");
            }
        });
        changing.start();
        try {
            for (int i = 0; i < LISTENERS; i++) {
                FakeExchange.Stream stream = fixture.modern(
                                "subscriptions/listen", "\"notifications\":{\"resourceSubscriptions\":[\"x:1\"]}")
                        .opened();
                assertThat(stream.next()).contains("acknowledged");
                assertThat(stream.next()).contains("resources/updated");
                stream.close();
            }
        } finally {
            over.set(true);
            changing.join();
        }
    }
}
