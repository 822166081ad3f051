package dev.backplane.otel.internal;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The configuration, checked. Immutable. */
record Settings(
        String endpoint,
        Map<String, String> headers,
        String serviceName,
        int sampledPercent,
        int spanMillis,
        int metricMillis,
        int spansMax,
        int timeoutMillis) {

    Settings {
        endpoint = address(endpoint);
        headers = Map.copyOf(headers);
        if (serviceName.isBlank()) {
            throw problem("serviceName is blank");
        }
        bounded("sampledPercent", sampledPercent, 0, 100);
        bounded("spanMillis", spanMillis, 10, 60_000);
        bounded("metricMillis", metricMillis, 100, 600_000);
        bounded("spansMax", spansMax, 512, 1_000_000);
        bounded("timeoutMillis", timeoutMillis, 100, 60_000);
    }

    static Settings of(TelemetryConfig config) {
        return new Settings(
                config.endpoint(),
                headers(config.secretHeaders()),
                config.serviceName(),
                config.sampledPercent(),
                config.spanMillis(),
                config.metricMillis(),
                config.spansMax(),
                config.timeoutMillis());
    }

    private static String address(String given) {
        try {
            URI uri = new URI(given.strip());
            if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null) {
                return given.strip().replaceAll("/+$", "");
            }
        } catch (URISyntaxException e) {
            throw problem("endpoint = " + given + " is no address: " + e.getReason());
        }
        throw problem("endpoint = " + given + " is no address that begins with http:// or https://");
    }

    /** What a header says is not told when it cannot be read: it may be a secret. */
    private static Map<String, String> headers(String given) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String each : given.split(",", -1)) {
            int equals = each.indexOf('=');
            if (equals > 0) {
                headers.put(
                        each.substring(0, equals).strip(),
                        each.substring(equals + 1).strip());
            } else if (!each.isBlank()) {
                throw problem("secretHeaders has one without '='");
            }
        }
        return headers;
    }

    private static void bounded(String key, int value, int min, int max) {
        if (value < min || value > max) {
            throw problem(key + " = " + value + " is outside of " + min + " to " + max);
        }
    }

    private static IllegalArgumentException problem(String what) {
        return new IllegalArgumentException("dev.backplane.otel: " + what);
    }
}
