package dev.backplane.spi.transport;

import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/** A way in, as an OSGi service, so that people can be told of it. Thread-safe; no method waits. */
@ConsumerType
public interface Transport {

    /** Returns the name that its exchanges give, such as {@code http}. */
    String name();

    /** Returns where peers reach it now, such as {@code http://127.0.0.1:8080/mcp}; null: it cannot be reached. */
    @Nullable
    String address();
}
