package dev.backplane.health.internal;

import dev.backplane.spi.check.Checklist;
import dev.backplane.spi.check.Layer;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import org.apache.felix.hc.api.HealthCheck;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Offers each layer of the checklist as a health check, with the tags {@value #ALL} and the layer's id, while there is a checklist. */
@Component(
        service = {},
        immediate = true)
public final class LayerChecks {

    static final String ALL = "backplane";

    private final List<ServiceRegistration<HealthCheck>> offered = new ArrayList<>();

    @Activate
    public LayerChecks(@Reference Checklist checklist, BundleContext context) {
        for (Layer layer : Layer.values()) {
            offered.add(
                    context.registerService(HealthCheck.class, new LayerCheck(checklist, layer), properties(layer)));
        }
    }

    static Dictionary<String, Object> properties(Layer layer) {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(HealthCheck.NAME, "Backplane " + layer.number() + ": " + layer.title());
        properties.put(HealthCheck.TAGS, new String[] {ALL, layer.id()});
        properties.put(HealthCheck.MBEAN_NAME, "backplane-" + layer.id());
        return properties;
    }

    @Deactivate
    void deactivate() {
        offered.forEach(ServiceRegistration::unregister);
    }
}
