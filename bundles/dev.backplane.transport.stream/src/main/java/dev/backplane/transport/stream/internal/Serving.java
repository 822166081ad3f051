package dev.backplane.transport.stream.internal;

import dev.backplane.spi.transport.CopyStatistics;
import dev.backplane.spi.transport.Endpoint;
import dev.backplane.spi.transport.Leases;
import dev.backplane.spi.transport.StreamQueue;
import dev.backplane.spi.transport.StreamStatistics;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What both ways in have in common: the listener that is there now, and the figures of all there were. Thread-safe. */
final class Serving {

    private final String name;
    private final Endpoint endpoint;
    private final Leases leases;
    private final AtomicLong cuts = new AtomicLong();
    private volatile @Nullable StreamListener listener;

    Serving(String name, String listener, Endpoint endpoint) {
        this.name = name;
        this.endpoint = endpoint;
        this.leases = new Leases(listener, 0);
    }

    Leases leases() {
        return leases;
    }

    @Nullable
    StreamListener listener() {
        return listener;
    }

    /** Sets the limits of what is there; those of its threads are for the next listener. */
    void limits(Limits limits) {
        leases.limit(limits.connectionsMax());
        StreamListener now = listener;
        if (now != null) {
            now.limits(limits);
        }
    }

    /** Serves by another socket from now on; drains what came by the last one. */
    void replace(ServerSocketChannel server, Limits limits) throws IOException {
        StreamListener former = listener;
        listener = new StreamListener(name, server, endpoint, leases, limits, cuts);
        if (former != null) {
            former.stop();
        }
    }

    /** Serves no more, when what is under way has ended. */
    void stop() {
        StreamListener former = listener;
        listener = null;
        if (former != null) {
            former.stop();
        }
    }

    StreamStatistics statistics() {
        StreamListener now = listener;
        if (now == null) {
            return new StreamStatistics(0, 0, 0, cuts.get());
        }
        long messages = 0;
        long bytes = 0;
        for (SocketLine line : now.lines()) {
            messages += line.outgoing().waitingMessages();
            bytes += line.outgoing().waitingBytes();
        }
        return new StreamStatistics(now.lines().size(), messages, bytes, cuts.get());
    }

    CopyStatistics copies() {
        StreamListener now = listener;
        return now == null ? CopyStatistics.NONE : now.copies().statistics();
    }

    Stream<StreamQueue> queues() {
        StreamListener now = listener;
        long nanos = System.nanoTime();
        return now == null
                ? Stream.empty()
                : now.lines().stream()
                        .filter(line -> line.outgoing().waitingBytes() > 0)
                        .map(line -> new StreamQueue(
                                line.address(),
                                line.outgoing().waitingMessages(),
                                line.outgoing().waitingBytes(),
                                TimeUnit.NANOSECONDS.toMillis(line.outgoing().stalledNanos(nanos))));
    }
}
