package dev.backplane.plugin.container.internal.bundles;

import dev.backplane.api.Changes;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Tells the subscribers of a bundle's resource when the bundle changes. Called on the framework's event thread. */
@Component(
        immediate = true,
        service = {})
public final class BundleChanges implements BundleListener {

    private final BundleContext context;
    private final Changes changes;

    @Activate
    public BundleChanges(BundleContext context, @Reference Changes changes) {
        this.context = context;
        this.changes = changes;
        context.addBundleListener(this);
    }

    @Deactivate
    void deactivate() {
        context.removeBundleListener(this);
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        changes.resourceUpdated(
                BundleTemplate.uri(String.valueOf(event.getBundle().getBundleId())));
        changes.resourceUpdated(BundleTemplate.uri(Bundles.name(event.getBundle())));
    }
}
