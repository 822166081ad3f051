/** Requests as OpenTelemetry has them: spans and metrics, by OTLP to a collector. */
@NullMarked
package dev.backplane.otel.internal;

import org.jspecify.annotations.NullMarked;
