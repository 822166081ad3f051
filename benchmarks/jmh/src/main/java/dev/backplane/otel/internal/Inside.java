package dev.backplane.otel.internal;

import dev.backplane.spi.call.CallObserver;
import java.util.Map;

/** What benchmarks need of the inside of the telemetry's bundle. */
public final class Inside {

    private Inside() {}

    /** Returns what makes spans, of which so many in 100 are sent, to where nobody listens. */
    public static CallObserver telemetry(int sampledPercent) {
        return new Telemetry(
                new Settings("http://127.0.0.1:9", Map.of(), "benchmark", sampledPercent, 1_000, 600_000, 512, 100),
                "1");
    }
}
