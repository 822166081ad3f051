package dev.backplane.metrics.internal;

import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the figures of all layers. One that cannot tell its own leaves those of the others. Thread-safe. */
final class Scrape {

    private static final Logger LOG = LoggerFactory.getLogger(Scrape.class);

    /** Guarded by this. */
    private final Map<String, Source> sources = new LinkedHashMap<>();

    Scrape(Parts parts, CallMeters calls) {
        PartMeters meters = new PartMeters(parts);
        sources.put("calls", calls);
        sources.put("registry", meters::registry);
        sources.put("sessions", meters::sessions);
        sources.put("tasks", meters::tasks);
        sources.put("queues", meters::queues);
        sources.put("transports", new WayMeters(parts));
        sources.put("cache", new CacheMeters(parts));
        sources.put("slots", new SlotMeters(parts));
        sources.put("checklist", new CheckMeters(parts));
        sources.put("jvm", new JvmMeters());
    }

    synchronized MetricSnapshots read() {
        long start = System.nanoTime();
        Figures out = new Figures();
        sources.forEach((name, source) -> {
            int problems = 0;
            try {
                source.read(out);
            } catch (Exception e) {
                LOG.debug("The figures of {} could not be read", name, e);
                problems = 1;
            }
            out.gauge("mcp_scrape_problem", "1: a layer could not tell its figures", problems, "layer", name);
        });
        out.gauge("mcp_scrape_seconds", "How long it took to read all this", (System.nanoTime() - start) / 1e9);
        return out.snapshots();
    }
}
