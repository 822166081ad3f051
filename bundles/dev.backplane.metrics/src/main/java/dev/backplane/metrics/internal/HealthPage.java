package dev.backplane.metrics.internal;

import dev.backplane.spi.slot.Slot;
import dev.backplane.spi.slot.SlotState;
import dev.backplane.spi.transport.Exchange;
import dev.backplane.spi.web.Page;
import dev.backplane.spi.web.PageRequest;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * What those ask who start, stop and balance servers. {@code /health/live}: the process works. {@code /health/ready}: it
 * takes requests, which needs the engine, a part in each slot that has to have one, and a listener that is not about to
 * stop; otherwise the answer is 503. Needs no part to be told, and writes its JSON itself. Thread-safe.
 */
@Component(service = Page.class, immediate = true)
public final class HealthPage implements Page {

    static final String PATH = "/health";
    private static final List<String> NEEDED = List.of(Slot.REGISTRY, Slot.SESSION, Slot.CODEC, Slot.DISPATCH);

    private final Parts parts;

    @Activate
    public HealthPage(@Reference Parts parts) {
        this.parts = parts;
    }

    @Override
    public String path() {
        return PATH;
    }

    @Override
    public void handle(PageRequest request, Exchange exchange) {
        if (request.method().equals("POST")) {
            exchange.setHeader("Allow", "GET, HEAD");
            answer(exchange, 405, "{\"problem\":\"health is only read\"}");
            return;
        }
        switch (request.path()) {
            case PATH + "/live" ->
                answer(
                        exchange,
                        200,
                        "{\"status\":\"live\",\"uptimeMillis\":"
                                + ManagementFactory.getRuntimeMXBean().getUptime() + "}");
            case PATH + "/ready" -> ready(exchange);
            default -> answer(exchange, 404, "{\"problem\":\"there are /health/live and /health/ready\"}");
        }
    }

    private void ready(Exchange exchange) {
        Map<String, Boolean> needed = needed(exchange.isDraining());
        boolean ready = !needed.containsValue(false);
        StringBuilder json = new StringBuilder("{\"status\":\"").append(ready ? "ready" : "not ready");
        String before = "\",\"needs\":{\"";
        for (Map.Entry<String, Boolean> need : needed.entrySet()) {
            json.append(before).append(need.getKey()).append("\":").append(need.getValue());
            before = ",\"";
        }
        if (!ready) {
            exchange.setHeader("Retry-After", "1");
        }
        answer(exchange, ready ? 200 : 503, json.append("}}").toString());
    }

    /** Tells of each thing that is needed whether it is there. */
    private Map<String, Boolean> needed(boolean draining) {
        Map<String, Boolean> needed = new LinkedHashMap<>();
        needed.put("engine", parts.endpoint != null);
        for (String name : NEEDED) {
            SlotState state = parts.slot(name);
            needed.put(name, state != null && state.active() != null);
        }
        needed.put("listener", parts.transports.stream().anyMatch(transport -> transport.address() != null));
        needed.put("takesRequests", !draining);
        return needed;
    }

    private static void answer(Exchange exchange, int status, String json) {
        Page.answer(exchange, status, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }
}
