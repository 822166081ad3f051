package dev.backplane.engine.internal;

import dev.backplane.spi.registry.Owner;
import java.util.function.Consumer;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;

/** What the framework tells of bundles. Thread-safe. */
final class PluginBundles implements SynchronousBundleListener {

    private final BundleContext context;
    private final Consumer<Owner> uninstalled;

    /** @param uninstalled hears of owners that will not come back */
    PluginBundles(BundleContext context, Consumer<Owner> uninstalled) {
        this.context = context;
        this.uninstalled = uninstalled;
        context.addBundleListener(this);
    }

    void close() {
        context.removeBundleListener(this);
    }

    /** Returns the owner of what a bundle registers. */
    static Owner owner(String bundleId) {
        return new Owner("bundle", bundleId);
    }

    /** Tells whether the whole framework stops. */
    static boolean frameworkStops(BundleContext context) {
        return context.getBundle(0).getState() == Bundle.STOPPING;
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        if (event.getType() == BundleEvent.UNINSTALLED) {
            uninstalled.accept(owner(Long.toString(event.getBundle().getBundleId())));
        }
    }
}
