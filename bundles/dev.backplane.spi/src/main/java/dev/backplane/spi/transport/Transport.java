package dev.backplane.spi.transport;

import java.util.stream.Stream;
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

    /** Returns the leases of its connections, to be looked at; null: it has no connections. */
    default @Nullable Leases leases() {
        return null;
    }

    /** Returns the figures of its event streams. */
    default StreamStatistics streams() {
        return StreamStatistics.NONE;
    }

    /** Returns how much it has sent and copied. */
    default CopyStatistics copies() {
        return CopyStatistics.NONE;
    }

    /** Returns how large the messages are that it takes. */
    default MessageSizes sizes() {
        return MessageSizes.NONE;
    }

    /** Streams the queues of those event streams whose peers do not keep up, lazily and weakly consistently. */
    default Stream<StreamQueue> streamQueues() {
        return Stream.empty();
    }
}
