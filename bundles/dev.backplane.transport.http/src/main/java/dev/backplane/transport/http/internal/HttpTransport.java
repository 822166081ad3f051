package dev.backplane.transport.http.internal;

import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.slot.Slot;
import dev.backplane.spi.transport.Endpoint;
import dev.backplane.spi.transport.Limiter;
import dev.backplane.spi.transport.Transport;
import dev.backplane.spi.web.Page;
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
import org.xnio.Xnio;

/** The listener that is there without any configuration. */
@Component(service = Transport.class, immediate = true, configurationPid = Settings.PID)
@Designate(ocd = HttpConfig.class)
public final class HttpTransport extends HttpServer {

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
        super(true, "http", endpoint, xnio, registry, bundle);
        configure(config);
    }

    @Modified
    public void modified(HttpConfig config) {
        configure(config);
    }

    @Deactivate
    public void deactivate() {
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

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void addPage(Page page) {
        pages().add(page);
    }

    void removePage(Page page) {
        pages().remove(page);
    }
}
