package dev.backplane.transport.stream.internal;

import dev.backplane.spi.transport.CopyStatistics;
import dev.backplane.spi.transport.Endpoint;
import dev.backplane.spi.transport.Leases;
import dev.backplane.spi.transport.Limiter;
import dev.backplane.spi.transport.StreamQueue;
import dev.backplane.spi.transport.StreamStatistics;
import dev.backplane.spi.transport.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
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
 * Serves the engine in lines over TCP; one for each configuration. Another address or port is opened first, and only then is
 * the old one drained; everything else takes effect in place. A configuration that cannot be used is logged and changes nothing.
 */
@Component(
        service = Transport.class,
        immediate = true,
        configurationPid = TcpTransport.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = TcpConfig.class, factory = true)
public final class TcpTransport implements Transport {

    static final String PID = "dev.backplane.transport.stream.tcp";
    static final String NAME = "tcp";

    private static final Logger LOG = LoggerFactory.getLogger(TcpTransport.class);
    private static final int BACKLOG = 1024;

    private final Serving serving;
    private @Nullable String host;
    private int port;
    private int threads;

    @Activate
    public TcpTransport(@Reference Endpoint endpoint, TcpConfig config) {
        serving = new Serving(NAME, NAME, endpoint);
        modified(config);
    }

    @Modified
    public synchronized void modified(TcpConfig config) {
        try {
            Limits limits = Limits.of(config);
            Limits.within("port", config.port(), 0, 65_535);
            if (serving.listener() == null
                    || !config.host().equals(host)
                    || config.port() != port
                    || threads != limits.ioThreads()) {
                open(config, limits);
            }
            serving.limits(limits);
        } catch (UnknownHostException e) {
            LOG.error("host is '{}', which stands for no address of this machine", config.host());
        } catch (IllegalArgumentException e) {
            LOG.error(e.getMessage());
        } catch (IOException e) {
            LOG.error("{}:{} cannot be served over TCP: {}", config.host(), config.port(), e.getMessage());
        }
    }

    private void open(TcpConfig config, Limits limits) throws IOException {
        StreamListener former = serving.listener();
        if (former != null && config.port() != 0 && config.port() == port) {
            // the addresses may overlap: the new one cannot be had before the old one is free
            former.closeDoor();
        }
        ServerSocketChannel server = ServerSocketChannel.open();
        try {
            server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            server.bind(new InetSocketAddress(InetAddress.getByName(config.host()), config.port()), BACKLOG);
        } catch (IOException e) {
            server.close();
            throw e;
        }
        host = config.host();
        port = config.port();
        threads = limits.ioThreads();
        serving.leases().limit(limits.connectionsMax());
        serving.replace(server, limits);
        LOG.info("Serving MCP at {}", address());
    }

    @Deactivate
    public synchronized void deactivate() {
        String last = address();
        serving.stop();
        if (last != null) {
            LOG.info("No longer serving MCP at {}", last);
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void setLimiter(Limiter limiter) {
        serving.leases().use(limiter);
    }

    void unsetLimiter(Limiter limiter) {
        serving.leases().leave(limiter);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public @Nullable String address() {
        StreamListener now = serving.listener();
        try {
            return now != null && now.address() instanceof InetSocketAddress at
                    ? "tcp://" + at.getAddress().getHostAddress() + ":" + at.getPort()
                    : null;
        } catch (IOException e) {
            LOG.debug("It has just been closed", e);
            return null;
        }
    }

    @Override
    public Leases leases() {
        return serving.leases();
    }

    @Override
    public StreamStatistics streams() {
        return serving.statistics();
    }

    @Override
    public CopyStatistics copies() {
        return serving.copies();
    }

    @Override
    public Stream<StreamQueue> streamQueues() {
        return serving.queues();
    }
}
