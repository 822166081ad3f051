package dev.backplane.transport.http.internal;

import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.slot.Slot;
import dev.backplane.spi.transport.Endpoint;
import dev.backplane.spi.transport.Limiter;
import dev.backplane.spi.transport.Transport;
import dev.backplane.spi.web.Page;
import java.util.Map;
import org.osgi.framework.BundleContext;
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
import org.xnio.Xnio;

/**
 * A listener beside {@link HttpTransport}, with threads, limits and paths of its own: one for each factory configuration,
 * whose name is the listener's.
 */
@Component(
        service = Transport.class,
        immediate = true,
        configurationPid = FurtherListener.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = HttpConfig.class, factory = true)
public final class FurtherListener extends HttpServer {

    static final String PID = Settings.PID + ".listener";

    @Activate
    public FurtherListener(
            @Reference Endpoint endpoint,
            @Reference Xnio xnio,
            @Reference(target = Slot.ACTIVE_TARGET) Registry registry,
            HttpConfig config,
            Map<String, Object> properties,
            BundleContext context) {
        super(
                false,
                name(String.valueOf(properties.get(Constants.SERVICE_PID))),
                endpoint,
                xnio,
                registry,
                context.getBundle().getBundleId());
        configure(config);
    }

    /** Returns what follows the PID of the factory: the name that the configuration was given, or was made up for it. */
    static String name(String pid) {
        return pid.startsWith(PID) && pid.length() > PID.length() + 1 ? pid.substring(PID.length() + 1) : pid;
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
