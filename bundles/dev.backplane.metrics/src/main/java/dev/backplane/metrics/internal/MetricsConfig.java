package dev.backplane.metrics.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the meters. */
@ObjectClassDefinition(name = "Backplane: metrics", description = "What is told at /metrics")
public @interface MetricsConfig {

    int TOOLS_MAX = 100_000;

    @AttributeDefinition(
            description =
                    "Tools whose calls are counted one by one, 0 to 100000; beyond, they count as the tool '(other)'. Each is about 25 lines")
    int toolsMax() default 500;
}
