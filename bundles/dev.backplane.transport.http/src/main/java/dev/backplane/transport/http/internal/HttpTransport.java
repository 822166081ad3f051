package dev.backplane.transport.http.internal;

import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.slot.Slot;
import dev.backplane.spi.transport.Endpoint;
import dev.backplane.spi.transport.Leases;
import dev.backplane.spi.transport.Limiter;
import dev.backplane.spi.transport.StreamQueue;
import dev.backplane.spi.transport.StreamStatistics;
import dev.backplane.spi.transport.Transport;
import io.undertow.server.DefaultByteBufferPool;
import java.io.IOException;
import java.net.Inet6Address;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.Xnio;

/**
 * Serves the engine over HTTP. Activation, changes and deactivation come one at a time, as DS promises.
 *
 * <p>A change of address or port opens the new listener first, and only then drains the old one; everything else takes
 * effect in place. A configuration that cannot be used is logged in one line and changes nothing; if it is the first
 * one, nothing is served until it is corrected. Failing to activate instead would leave no component to take the
 * correction.
 */
@Component(service = Transport.class, immediate = true, configurationPid = Settings.PID)
@Designate(ocd = HttpConfig.class)
public final class HttpTransport implements Transport {

    private static final Logger LOG = LoggerFactory.getLogger(HttpTransport.class);
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final String NAME = "http";

    private final Endpoint endpoint;
    private final Xnio xnio;
    private final Address address;
    private final Leases leases = new Leases(NAME, 0);
    private volatile @Nullable HttpListener listener;

    @Activate
    public HttpTransport(
            @Reference Endpoint endpoint,
            @Reference Xnio xnio,
            @Reference(target = Slot.ACTIVE_TARGET) Registry registry,
            HttpConfig config,
            BundleContext context) {
        this(endpoint, xnio, registry, config, context.getBundle().getBundleId());
    }

    HttpTransport(Endpoint endpoint, Xnio xnio, Registry registry, HttpConfig config, long bundle) {
        this.endpoint = endpoint;
        this.xnio = xnio;
        this.address = new Address(registry, this, bundle);
        modified(config);
    }

    @Modified
    public synchronized void modified(HttpConfig config) {
        Settings changed;
        try {
            changed = Settings.of(config);
        } catch (IllegalArgumentException e) {
            LOG.error(e.getMessage());
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

    @Deactivate
    public synchronized void deactivate() {
        HttpListener last = listener;
        if (last != null) {
            listener = null;
            address.update();
            last.stop();
            LOG.info("No longer serving MCP at {}", url(last));
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void setLimiter(Limiter limiter) {
        leases.use(limiter);
    }

    void unsetLimiter(Limiter limiter) {
        leases.leave(limiter);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Leases leases() {
        return leases;
    }

    @Override
    public @Nullable String address() {
        HttpListener now = listener;
        return now == null ? null : url(now);
    }

    @Override
    public StreamStatistics streams() {
        HttpListener now = listener;
        return now == null ? StreamStatistics.NONE : now.streams().statistics();
    }

    @Override
    public Stream<StreamQueue> streamQueues() {
        HttpListener now = listener;
        return now == null ? Stream.empty() : now.streams().queues();
    }

    /** Returns the listener, or null while there is none. */
    @Nullable
    HttpListener current() {
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
        old.stop();
    }

    private @Nullable HttpListener open(Settings settings) {
        try {
            HttpListener opened =
                    HttpListener.open(xnio, endpoint, new DefaultByteBufferPool(true, BUFFER_BYTES), leases, settings);
            leases.limit(settings.connectionsMax());
            LOG.info("Serving MCP at {}", url(opened));
            return opened;
        } catch (IOException e) {
            LOG.error(
                    "{}: port = {} of host = {} cannot be had: {}",
                    Settings.PID,
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
        return "http://" + host + ":" + listener.port() + settings.path();
    }
}
