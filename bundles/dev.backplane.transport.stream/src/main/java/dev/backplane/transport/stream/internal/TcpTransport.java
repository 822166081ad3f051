package dev.backplane.transport.stream.internal;

import dev.backplane.spi.transport.Endpoint;
import dev.backplane.spi.transport.Limiter;
import dev.backplane.spi.transport.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;
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

/** Serves the engine in lines over TCP, with or without TLS; one for each configuration, whose name is the listener's. */
@Component(
        service = Transport.class,
        immediate = true,
        configurationPid = TcpTransport.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = TcpConfig.class, factory = true)
public final class TcpTransport extends StreamTransport {

    static final String PID = "dev.backplane.transport.stream.tcp";
    static final String NAME = "tcp";

    private static final Logger LOG = LoggerFactory.getLogger(TcpTransport.class);
    private static final int BACKLOG = 1024;

    private volatile @Nullable TcpSettings settings;

    @Activate
    public TcpTransport(@Reference Endpoint endpoint, TcpConfig config, Map<String, Object> properties) {
        this(endpoint, config, String.valueOf(properties.get(Constants.SERVICE_PID)));
    }

    TcpTransport(Endpoint endpoint, TcpConfig config, String pid) {
        super(NAME, listener(pid), endpoint);
        modified(config);
    }

    /** Returns {@value #NAME} and what follows the PID of the factory: the name that the configuration was given. */
    static String listener(String pid) {
        return pid.startsWith(PID) && pid.length() > PID.length() + 1
                ? NAME + "-" + pid.substring(PID.length() + 1)
                : NAME;
    }

    @Modified
    public synchronized void modified(TcpConfig config) {
        TcpSettings next;
        try {
            next = TcpSettings.of(config);
        } catch (IllegalArgumentException e) {
            LOG.error("Listener {}: {}", leases().listener(), e.getMessage());
            return;
        }
        TcpSettings now = settings;
        if (now == null || now.needsNewListener(next)) {
            change(now, next);
        } else {
            settings = next;
            apply(next.limits(), next.tls());
        }
    }

    private void change(@Nullable TcpSettings now, TcpSettings next) {
        StreamListener former = listener();
        TcpSettings again = null;
        try {
            if (former != null && now != null && next.port() != 0 && next.port() == now.port()) {
                // the addresses may overlap: the new one cannot be had before the old one is free
                bind(next, 0).close();
                former.closeDoor();
                again = now;
            }
            open(next);
        } catch (IOException e) {
            unavailable(next, e);
            if (again != null) {
                reopen(again);
            }
        }
    }

    /** Somebody else has been quicker than a change of what is at the same port. */
    private void reopen(TcpSettings before) {
        try {
            open(before);
        } catch (IOException e) {
            unavailable(before, e);
        }
    }

    private void unavailable(TcpSettings wanted, IOException problem) {
        LOG.error(
                "Listener {}: port = {} of host = {} cannot be had: {}",
                leases().listener(),
                wanted.port(),
                wanted.host(),
                problem.getMessage());
    }

    private void open(TcpSettings next) throws IOException {
        ServerSocketChannel server = bind(next, next.port());
        settings = next;
        replace(server, next.limits(), next.tls());
    }

    private static ServerSocketChannel bind(TcpSettings next, int port) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        try {
            server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            server.bind(new InetSocketAddress(next.address(), port), BACKLOG);
            return server;
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    @Deactivate
    public synchronized void deactivate() {
        stop();
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
        StreamListener now = listener();
        TcpSettings served = settings;
        try {
            return now != null && served != null && now.address() instanceof InetSocketAddress at
                    ? (served.tls() == null ? "tcp://" : "tls://") + host(at) + ":" + at.getPort()
                    : null;
        } catch (IOException e) {
            LOG.debug("It has just been closed", e);
            return null;
        }
    }

    private static String host(InetSocketAddress at) {
        String host = at.getAddress().getHostAddress();
        return host.contains(":") ? "[" + host + "]" : host;
    }
}
