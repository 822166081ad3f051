package dev.backplane.metrics.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.spi.slot.SlotPhase;
import dev.backplane.spi.slot.SlotState;
import dev.backplane.spi.slot.Slots;
import dev.backplane.spi.slot.Swap;
import dev.backplane.spi.slot.SwapException;
import dev.backplane.spi.slot.SwapProgress;
import dev.backplane.spi.transport.Conversation;
import dev.backplane.spi.transport.Endpoint;
import dev.backplane.spi.transport.Exchange;
import dev.backplane.spi.transport.Line;
import dev.backplane.spi.transport.Transport;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told at {@code /health}. */
class HealthPageTest {

    private final Parts parts = new Parts();
    private final HealthPage page = new HealthPage(parts);
    private @Nullable String codec = "gson";
    private @Nullable String address = "http://127.0.0.1:1/mcp";

    private static final class Engine implements Endpoint {
        @Override
        public void accept(Exchange exchange, byte[] body, int offset, int length) {
            exchange.respond(202);
        }

        @Override
        public void open(Exchange exchange) {
            exchange.respond(202);
        }

        @Override
        public void end(Exchange exchange) {
            exchange.respond(202);
        }

        @Override
        public void gone(Exchange exchange) {
            exchange.respond(202);
        }

        @Override
        public Conversation connect(Line line) {
            throw new IllegalStateException("nobody connects");
        }

        @Override
        public List<String> protocolVersions() {
            return List.of();
        }
    }

    @BeforeEach
    void parts() {
        parts.endpoint = new Engine();
        parts.transports = List.of(new Transport() {
            @Override
            public String name() {
                return "http";
            }

            @Override
            public @Nullable String address() {
                return address;
            }
        });
        parts.slots = new Slots() {
            @Override
            public List<SlotState> states() {
                return Stream.of("registry", "session", "codec", "dispatch", "cache.l1")
                        .map(slot -> new SlotState(slot, active(slot), SlotPhase.IDLE, List.of(), 0, null, null))
                        .toList();
            }

            @Override
            public Swap use(String slot, String variant, SwapProgress progress) {
                throw new SwapException("not here");
            }

            @Override
            public List<Swap> history() {
                return List.of();
            }
        };
    }

    /** The cache has no tier, which is no reason not to be ready. */
    private @Nullable String active(String slot) {
        return slot.equals("cache.l1") ? null : slot.equals("codec") ? codec : "one";
    }

    private Answer ready(boolean draining) throws Exception {
        return Answer.of(page, "GET", "/health/ready", new Answer(Map.of(), draining));
    }

    @Test
    void ready_whenAllIsThere() throws Exception {
        Answer answer = ready(false);
        assertThat(answer.status).isEqualTo(200);
        assertThat(answer.headers).containsEntry("Content-Type", "application/json");
        assertThat(answer.body())
                .isEqualTo("{\"status\":\"ready\",\"needs\":{\"engine\":true,\"registry\":true,\"session\":true,"
                        + "\"codec\":true,\"dispatch\":true,\"listener\":true,\"takesRequests\":true}}");
    }

    @Test
    void notReady_whenAPartIsMissing() throws Exception {
        codec = null;
        assertNotReady(ready(false), "\"codec\":false");
        codec = "gson";
        address = null;
        assertNotReady(ready(false), "\"listener\":false");
        address = "http://127.0.0.1:1/mcp";
        parts.endpoint = null;
        assertNotReady(ready(false), "\"engine\":false");
    }

    @Test
    void notReady_whenItDrains_andStillLive() throws Exception {
        assertNotReady(ready(true), "\"takesRequests\":false");
        Answer live = Answer.of(page, "GET", "/health/live", new Answer(Map.of(), true));
        assertThat(live.status).isEqualTo(200);
        assertThat(live.body()).contains("\"status\":\"live\"");
    }

    private static void assertNotReady(Answer answer, String why) {
        assertThat(answer.status).isEqualTo(503);
        assertThat(answer.headers).containsEntry("Retry-After", "1");
        assertThat(answer.body()).contains("\"status\":\"not ready\"", why);
    }

    @Test
    void others_areRefused() throws Exception {
        assertThat(Answer.of(page, "GET", "/health").status).isEqualTo(404);
        assertThat(Answer.of(page, "POST", "/health/ready").status).isEqualTo(405);
    }
}
