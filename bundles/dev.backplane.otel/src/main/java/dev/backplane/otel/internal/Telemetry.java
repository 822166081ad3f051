package dev.backplane.otel.internal;

import dev.backplane.spi.call.CallObserver;
import dev.backplane.spi.call.FinishedCall;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.sender.jdk.internal.JdkHttpSenderProvider;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a span of each request that has ended, with the parent that its {@code _meta} names, and measures how long requests
 * take. Both are sent by threads of the SDK; what a collector does not take in time is dropped, and no request waits. Thread-safe.
 */
@Component(service = CallObserver.class, immediate = true, configurationPid = "dev.backplane.otel")
@Designate(ocd = TelemetryConfig.class)
public final class Telemetry implements CallObserver {

    private static final Logger LOG = LoggerFactory.getLogger(Telemetry.class);
    private static final String SCOPE = "dev.backplane";
    private static final int STOP_MILLIS = 2_000;
    private static final double NANOS = 1e9;

    /** Named here so that it is packed into the bundle: the exporters find it by its name alone. */
    private static final Class<?> SENDER = JdkHttpSenderProvider.class;

    private static final TextMapGetter<FinishedCall> PARENT = new TextMapGetter<>() {
        @Override
        public @Nullable String get(@Nullable FinishedCall call, String key) {
            if (call == null) {
                return null;
            }
            return key.equals("traceparent") ? call.traceParent() : key.equals("tracestate") ? call.traceState() : null;
        }
    };

    private final SdkTracerProvider spans;
    private final SdkMeterProvider metrics;
    private final Tracer tracer;
    private final DoubleHistogram durations;

    @Activate
    public Telemetry(TelemetryConfig config, BundleContext context) {
        this(Settings.of(config), context.getBundle().getVersion().toString());
    }

    Telemetry(Settings settings, String version) {
        Resource resource = Resource.getDefault()
                .merge(Resource.create(Attributes.of(
                        AttributeKey.stringKey("service.name"),
                        settings.serviceName(),
                        AttributeKey.stringKey("service.version"),
                        version,
                        AttributeKey.stringKey("service.instance.id"),
                        UUID.randomUUID().toString())));
        Duration timeout = Duration.ofMillis(settings.timeoutMillis());
        spans = SdkTracerProvider.builder()
                .setResource(resource)
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(settings.sampledPercent() / 100.0)))
                .addSpanProcessor(BatchSpanProcessor.builder(OtlpHttpSpanExporter.builder()
                                .setEndpoint(settings.endpoint() + "/v1/traces")
                                .setHeaders(settings::headers)
                                .setTimeout(timeout)
                                .build())
                        .setScheduleDelay(Duration.ofMillis(settings.spanMillis()))
                        .setMaxQueueSize(settings.spansMax())
                        .setExporterTimeout(timeout)
                        .build())
                .build();
        metrics = SdkMeterProvider.builder()
                .setResource(resource)
                .registerMetricReader(PeriodicMetricReader.builder(OtlpHttpMetricExporter.builder()
                                .setEndpoint(settings.endpoint() + "/v1/metrics")
                                .setHeaders(settings::headers)
                                .setTimeout(timeout)
                                .build())
                        .setInterval(Duration.ofMillis(settings.metricMillis()))
                        .build())
                .build();
        tracer = spans.get(SCOPE, version);
        durations = metrics.get(SCOPE)
                .histogramBuilder(Conventions.DURATION)
                .setUnit("s")
                .setDescription("How long a request took, from its decoding until its answer was handed over")
                .setExplicitBucketBoundariesAdvice(Conventions.BOUNDS)
                .build();
        LOG.info("Spans and metrics go to {} by {}", settings.endpoint(), SENDER.getSimpleName());
    }

    /** Sends what is left, as far as the collector takes it soon. */
    @Deactivate
    void deactivate() {
        metrics.shutdown().join(STOP_MILLIS, TimeUnit.MILLISECONDS);
        spans.shutdown().join(STOP_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void ended(FinishedCall call) {
        Attributes common = Conventions.common(call);
        Context parent = call.traceParent() == null
                ? Context.root()
                : W3CTraceContextPropagator.getInstance().extract(Context.root(), call, PARENT);
        Instant now = Instant.now();
        long end = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
        Span span = tracer.spanBuilder(Conventions.spanName(call))
                .setSpanKind(SpanKind.SERVER)
                .setParent(parent)
                .setStartTimestamp(end - call.tookNanos(), TimeUnit.NANOSECONDS)
                .startSpan();
        if (span.isRecording()) {
            span.setAllAttributes(common).setAllAttributes(Conventions.single(call));
            if (Conventions.errorType(call) != null) {
                span.setStatus(StatusCode.ERROR);
            }
        }
        span.end(end, TimeUnit.NANOSECONDS);
        durations.record(call.tookNanos() / NANOS, common, parent.with(span));
    }
}
