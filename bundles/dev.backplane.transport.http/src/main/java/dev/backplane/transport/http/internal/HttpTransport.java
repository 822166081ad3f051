package dev.backplane.transport.http.internal;

import dev.backplane.spi.transport.Endpoint;
import io.undertow.server.DefaultByteBufferPool;
import java.io.IOException;
import java.net.Inet6Address;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.Xnio;

/**
 * Serves the engine over HTTP. Activation, changes and deactivation come one at a time, as DS promises.
 *
 * <p>A change of address or port opens the new listener first, and only then drains the old one; everything else takes
 * effect in place.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = Settings.PID)
@Designate(ocd = HttpConfig.class)
public final class HttpTransport {

    private static final Logger LOG = LoggerFactory.getLogger(HttpTransport.class);
    private static final int BUFFER_BYTES = 16 * 1024;

    private final Endpoint endpoint;
    private final Xnio xnio;
    private HttpListener listener;

    /** @throws IllegalArgumentException naming key, value and bound, if the configuration is wrong */
    @Activate
    public HttpTransport(@Reference Endpoint endpoint, @Reference Xnio xnio, HttpConfig config) {
        this.endpoint = endpoint;
        this.xnio = xnio;
        this.listener = open(Settings.of(config));
    }

    /** Takes over a changed configuration; a wrong one changes nothing. */
    @Modified
    public synchronized void modified(HttpConfig config) {
        Settings changed;
        try {
            changed = Settings.of(config);
        } catch (IllegalArgumentException e) {
            LOG.error("The configuration stays as it was: {}", e.getMessage());
            return;
        }
        HttpListener old = listener;
        Settings before = old.settings();
        if (!before.needsNewListener(changed)) {
            old.apply(changed);
            return;
        }
        boolean samePort = changed.port() != 0
                && changed.port() == old.port()
                && before.address().equals(changed.address());
        if (samePort) {
            old.closeDoor();
        }
        try {
            listener = open(changed);
        } catch (IllegalStateException e) {
            if (!samePort) {
                return;
            }
            listener = open(before);
        }
        old.stop();
    }

    @Deactivate
    public synchronized void deactivate() {
        int port = listener.port();
        listener.stop();
        LOG.info("No longer serving MCP at port {}", port);
    }

    /** Returns the port that is listened on. */
    synchronized int port() {
        return listener.port();
    }

    synchronized HttpListener listener() {
        return listener;
    }

    private HttpListener open(Settings settings) {
        try {
            HttpListener opened =
                    HttpListener.open(xnio, endpoint, new DefaultByteBufferPool(true, BUFFER_BYTES), settings);
            LOG.info("Serving MCP at {}", url(settings, opened.port()));
            return opened;
        } catch (IOException e) {
            String message = Settings.PID + ": port = " + settings.port() + " of host = " + settings.host()
                    + " cannot be had: " + e.getMessage();
            LOG.error(message);
            throw new IllegalStateException(message, e);
        }
    }

    private static String url(Settings settings, int port) {
        String host = settings.address() instanceof Inet6Address
                ? "[" + settings.address().getHostAddress() + "]"
                : settings.address().getHostAddress();
        return "http://" + host + ":" + port + settings.path();
    }
}
