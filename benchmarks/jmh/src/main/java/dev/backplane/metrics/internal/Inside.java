package dev.backplane.metrics.internal;

import dev.backplane.spi.call.CallObserver;
import java.lang.reflect.Proxy;

/** What benchmarks need of the inside of the metrics' bundle. */
public final class Inside {

    private Inside() {}

    /** Returns what counts requests, configured as by default. */
    public static CallObserver meters() {
        MetricsConfig config = (MetricsConfig) Proxy.newProxyInstance(
                MetricsConfig.class.getClassLoader(),
                new Class<?>[] {MetricsConfig.class},
                (proxy, method, arguments) -> method.getDefaultValue());
        return new CallMeters(new Parts(), config);
    }
}
