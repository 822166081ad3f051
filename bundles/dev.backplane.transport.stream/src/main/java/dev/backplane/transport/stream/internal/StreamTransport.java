package dev.backplane.transport.stream.internal;

import dev.backplane.spi.transport.CopyStatistics;
import dev.backplane.spi.transport.Endpoint;
import dev.backplane.spi.transport.Leases;
import dev.backplane.spi.transport.MessageSizes;
import dev.backplane.spi.transport.StreamQueue;
import dev.backplane.spi.transport.StreamStatistics;
import dev.backplane.spi.transport.Transport;
import dev.backplane.transport.tls.TlsContext;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the engine in lines at one address. Changes and the end come one at a time, as DS promises; the rest is thread-safe.
 *
 * <p>Another address is opened first; the former one drains in a thread of its own, so that nobody's configuration waits for
 * its calls. Everything else takes effect in place. A configuration that cannot be used is logged in one line and changes
 * nothing.
 */
abstract class StreamTransport implements Transport {

    private static final Logger LOG = LoggerFactory.getLogger(StreamTransport.class);

    private final String name;
    private final Endpoint endpoint;
    private final Leases leases;
    private final AtomicLong cuts = new AtomicLong();
    private final List<Thread> draining = new ArrayList<>();
    private volatile @Nullable StreamListener listener;

    /**
     * @param name of the way in
     * @param listener its name
     */
    StreamTransport(String name, String listener, Endpoint endpoint) {
        this.name = name;
        this.endpoint = endpoint;
        this.leases = new Leases(listener, 0);
    }

    /** Returns what is served now, or null. */
    final @Nullable StreamListener listener() {
        return listener;
    }

    /** Takes over what does not need another listener. */
    final void apply(Limits limits, @Nullable TlsContext tls) {
        leases.limit(limits.connectionsMax());
        StreamListener now = listener;
        if (now != null) {
            now.apply(limits, tls);
        }
    }

    /** Serves by another socket from now on; drains what came by the last one. */
    final void replace(ServerSocketChannel server, Limits limits, @Nullable TlsContext tls) throws IOException {
        StreamListener former = listener;
        leases.limit(limits.connectionsMax());
        try {
            listener = new StreamListener(name, server, endpoint, leases, limits, tls, cuts);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
        if (former != null) {
            draining.removeIf(thread -> !thread.isAlive());
            Thread drain = new Thread(former::stop, "backplane-" + leases.listener() + "-drain");
            draining.add(drain);
            drain.start();
        }
        LOG.info("Serving MCP at {}", address());
    }

    /** Serves no more. Returns when what is under way has ended, or its time is over. */
    final void stop() {
        StreamListener last = listener;
        String address = address();
        listener = null;
        if (last != null) {
            last.stop();
            LOG.info("No longer serving MCP at {}", address);
        }
        try {
            for (Thread older : draining) {
                older.join();
            }
        } catch (InterruptedException e) {
            draining.forEach(Thread::interrupt);
            Thread.currentThread().interrupt();
        }
        draining.clear();
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final Leases leases() {
        return leases;
    }

    @Override
    public final StreamStatistics streams() {
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

    @Override
    public final CopyStatistics copies() {
        StreamListener now = listener;
        return now == null ? CopyStatistics.NONE : now.copies().statistics();
    }

    @Override
    public final MessageSizes sizes() {
        StreamListener now = listener;
        return now == null
                ? MessageSizes.NONE
                : new MessageSizes(
                        now.limits().messageBytesMax(), now.tooLarge().sum());
    }

    @Override
    public final Stream<StreamQueue> streamQueues() {
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
