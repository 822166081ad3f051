package dev.backplane.otel.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of what is sent to a collector. */
@ObjectClassDefinition(
        name = "Backplane: OpenTelemetry",
        description = "Spans and metrics of requests, by OTLP over HTTP")
public @interface TelemetryConfig {

    @AttributeDefinition(
            description =
                    "Address of the collector, without /v1/traces and /v1/metrics: http:// or https://, with a port")
    String endpoint() default "http://127.0.0.1:4318";

    @AttributeDefinition(
            description =
                    "Headers of what is sent, such as Authorization=Bearer abc; several with commas between them. Not shown by tools",
            type = AttributeType.PASSWORD)
    String secretHeaders() default "";

    @AttributeDefinition(description = "Name of the service, as service.name")
    String serviceName() default "backplane";

    @AttributeDefinition(
            description =
                    "Of 100 traces that begin here, how many are sent, 0 to 100; a trace that a client has begun is sent if the client says so")
    int sampledPercent() default 100;

    @AttributeDefinition(description = "Milliseconds that a span waits for others to be sent with, 10 to 60000")
    int spanMillis() default 1_000;

    @AttributeDefinition(description = "Milliseconds between two reports of the metrics, 100 to 600000")
    int metricMillis() default 15_000;

    @AttributeDefinition(description = "Spans that wait to be sent at most, 512 to 1000000; beyond, they are dropped")
    int spansMax() default 4_096;

    @AttributeDefinition(description = "Milliseconds that the collector has for an answer, 100 to 60000")
    int timeoutMillis() default 5_000;
}
