package dev.backplane.transport.stream.internal;

import dev.backplane.spi.transport.Endpoint;
import dev.backplane.spi.transport.Limiter;
import dev.backplane.spi.transport.Transport;
import java.io.IOException;
import java.nio.file.Path;
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

/**
 * Serves the engine in lines over a Unix domain socket, which whoever runs the platform may use and nobody else.
 */
@Component(service = Transport.class, immediate = true, configurationPid = UnixTransport.PID)
@Designate(ocd = UnixConfig.class)
public final class UnixTransport extends StreamTransport {

    static final String PID = "dev.backplane.transport.stream.unix";
    static final String NAME = "unix";

    private static final Logger LOG = LoggerFactory.getLogger(UnixTransport.class);
    private static final String FILE = "backplane.sock";

    private final Path folder;
    private volatile @Nullable UnixSocket socket;
    private int threads;

    @Activate
    public UnixTransport(@Reference Endpoint endpoint, UnixConfig config, BundleContext context) {
        this(endpoint, config, Path.of(String.valueOf(context.getProperty("karaf.data"))));
    }

    /** @param folder where the socket is, if the configuration does not say */
    UnixTransport(Endpoint endpoint, UnixConfig config, Path folder) {
        super(NAME, NAME, endpoint);
        this.folder = folder;
        modified(config);
    }

    @Modified
    public synchronized void modified(UnixConfig config) {
        try {
            Limits limits = Limits.of(config);
            UnixSocket now = socket;
            Path path = config.path().isEmpty() ? folder.resolve(FILE) : folder.resolve(config.path());
            if (!config.enabled()) {
                close();
            } else if (now == null || !now.path().equals(path) || threads != limits.ioThreads()) {
                if (now != null && now.path().equals(path)) {
                    now.remove();
                }
                open(path, limits);
                if (now != null) {
                    now.remove();
                }
            }
            apply(limits, null);
        } catch (IllegalArgumentException e) {
            LOG.error(e.getMessage());
        } catch (IOException e) {
            LOG.error("MCP is not served over a Unix socket: {}", e.getMessage());
        }
    }

    private void open(Path path, Limits limits) throws IOException {
        UnixSocket opened = UnixSocket.bind(path);
        socket = opened;
        threads = limits.ioThreads();
        replace(opened.server(), limits, null);
    }

    private void close() {
        UnixSocket last = socket;
        if (last != null) {
            // first, so that whoever comes now finds nothing rather than somebody who does not answer
            last.remove();
            stop();
            socket = null;
        }
    }

    @Deactivate
    public synchronized void deactivate() {
        close();
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void setLimiter(Limiter limiter) {
        leases().use(limiter);
    }

    void unsetLimiter(Limiter limiter) {
        leases().leave(limiter);
    }

    @Override
    public @Nullable String address() {
        UnixSocket now = socket;
        return now == null || listener() == null ? null : "unix:" + now.path();
    }
}
