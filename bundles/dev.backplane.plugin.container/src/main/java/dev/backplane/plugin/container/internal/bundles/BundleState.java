package dev.backplane.plugin.container.internal.bundles;

import org.osgi.framework.Bundle;

/** The states of the framework's specification. */
public enum BundleState {
    INSTALLED,
    RESOLVED,
    STARTING,
    ACTIVE,
    STOPPING,
    UNINSTALLED;

    static BundleState of(Bundle bundle) {
        return switch (bundle.getState()) {
            case Bundle.INSTALLED -> INSTALLED;
            case Bundle.RESOLVED -> RESOLVED;
            case Bundle.STARTING -> STARTING;
            case Bundle.ACTIVE -> ACTIVE;
            case Bundle.STOPPING -> STOPPING;
            default -> UNINSTALLED;
        };
    }
}
