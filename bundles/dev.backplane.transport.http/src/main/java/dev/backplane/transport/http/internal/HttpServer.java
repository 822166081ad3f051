package dev.backplane.transport.http.internal;

import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.transport.CopyStatistics;
import dev.backplane.spi.transport.Endpoint;
import dev.backplane.spi.transport.Leases;
import dev.backplane.spi.transport.MessageSizes;
import dev.backplane.spi.transport.StreamQueue;
import dev.backplane.spi.transport.StreamStatistics;
import dev.backplane.spi.transport.Transport;
import io.undertow.server.DefaultByteBufferPool;
import java.io.IOException;
import java.net.Inet6Address;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.Xnio;

/**
 * Serves the engine at one address. {@link #configure} and {@link #stop} come one at a time, as DS promises; the rest is
 * thread-safe.
 *
 * <p>A change of address or port opens the new listener first; the old one drains in a thread of its own, so that nobody's
 * configuration waits for its calls. Everything else takes effect in place. A configuration that cannot be used is logged in
 * one line and changes nothing; if it is the first one, nothing is served until it is corrected. Failing to activate instead
 * would leave no component to take the correction.
 */
abstract class HttpServer implements Transport {

    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final int BUFFER_BYTES = 16 * 1024;

    private final Endpoint endpoint;
    private final Xnio xnio;
    private final Address address;
    private final Leases leases;
    private final Pages pages;
    private final List<Thread> draining = new ArrayList<>();
    private volatile @Nullable HttpListener listener;

    /**
     * @param first whether pages are served unless that is configured
     * @param name of the listener
     * @param bundle the id of the bundle that its address belongs to
     */
    HttpServer(boolean first, String name, Endpoint endpoint, Xnio xnio, Registry registry, long bundle) {
        this.pages = new Pages(first);
        this.endpoint = endpoint;
        this.xnio = xnio;
        this.address = new Address(registry, this, bundle);
        this.leases = new Leases(name, 0);
    }

    final synchronized void configure(HttpConfig config) {
        Settings changed;
        try {
            changed = Settings.of(config);
        } catch (IllegalArgumentException e) {
            LOG.error("Listener {}: {}", leases.listener(), e.getMessage());
            return;
        }
        HttpListener old = listener;
        if (old == null) {
            listener = open(changed);
        } else if (old.settings().needsNewListener(changed)) {
            replace(old, changed);
        } else {
            old.apply(changed);
        }
        address.update();
    }

    /** Returns when all calls have ended, or their time is over. */
    final synchronized void stop() {
        HttpListener last = listener;
        if (last != null) {
            listener = null;
            address.update();
            last.stop();
            LOG.info("No longer serving MCP at {}", url(last));
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
        pages.stop();
    }

    final Pages pages() {
        return pages;
    }

    @Override
    public final String name() {
        return "http";
    }

    @Override
    public final @Nullable String address() {
        HttpListener now = listener;
        return now == null ? null : url(now);
    }

    @Override
    public final Leases leases() {
        return leases;
    }

    @Override
    public final StreamStatistics streams() {
        HttpListener now = listener;
        return now == null ? StreamStatistics.NONE : now.streams().statistics();
    }

    @Override
    public final CopyStatistics copies() {
        HttpListener now = listener;
        return now == null ? CopyStatistics.NONE : now.copies().statistics();
    }

    @Override
    public final MessageSizes sizes() {
        HttpListener now = listener;
        return now == null
                ? MessageSizes.NONE
                : new MessageSizes(now.settings().bodyBytesMax(), now.tooLarge().sum());
    }

    @Override
    public final Stream<StreamQueue> streamQueues() {
        HttpListener now = listener;
        return now == null ? Stream.empty() : now.streams().queues();
    }

    /** Returns the listener, or null while there is none. */
    final @Nullable HttpListener current() {
        return listener;
    }

    private void replace(HttpListener old, Settings changed) {
        Settings before = old.settings();
        boolean samePort = changed.port() != 0 && changed.port() == old.port();
        if (samePort) {
            // the addresses may overlap: the new one cannot be had before the old one is free
            old.closeDoor();
        }
        HttpListener opened = open(changed);
        if (opened == null) {
            if (!samePort) {
                return;
            }
            opened = open(before);
        }
        listener = opened;
        draining.removeIf(thread -> !thread.isAlive());
        Thread drain = new Thread(old::stop, "backplane-http-drain");
        draining.add(drain);
        drain.start();
    }

    private @Nullable HttpListener open(Settings settings) {
        try {
            HttpListener opened = HttpListener.open(
                    xnio, endpoint, pages, new DefaultByteBufferPool(true, BUFFER_BYTES), leases, settings);
            LOG.info("Serving MCP at {}", url(opened));
            return opened;
        } catch (IOException e) {
            LOG.error(
                    "Listener {}: port = {} of host = {} cannot be had: {}",
                    leases.listener(),
                    settings.port(),
                    settings.host(),
                    e.getMessage());
            return null;
        }
    }

    private static String url(HttpListener listener) {
        Settings settings = listener.settings();
        String host = settings.address() instanceof Inet6Address
                ? "[" + settings.address().getHostAddress() + "]"
                : settings.address().getHostAddress();
        return (settings.tls() == null ? "http://" : "https://") + host + ":" + listener.port() + settings.path();
    }
}
