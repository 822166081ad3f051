package dev.backplane.console.internal;

import dev.backplane.spi.cache.CacheTier;
import dev.backplane.spi.check.Checklist;
import dev.backplane.spi.dispatch.Dispatcher;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.session.SessionMonitor;
import dev.backplane.spi.session.SessionStore;
import dev.backplane.spi.slot.Slot;
import dev.backplane.spi.slot.Slots;
import dev.backplane.spi.transport.Transport;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** What the console shows, as far as it is there. Thread-safe; each field is read once for a picture. */
@Component(service = Parts.class)
public final class Parts {

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Checklist checklist;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Slots slots;

    @Reference(
            target = Slot.ACTIVE_TARGET,
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Registry registry;

    @Reference(
            target = Slot.ACTIVE_TARGET,
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable SessionStore sessions;

    @Reference(
            target = Slot.ACTIVE_TARGET,
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Dispatcher dispatcher;

    @Reference(
            target = "(&(" + Slot.ACTIVE + "=true)(" + Slot.SLOT + "=" + Slot.CACHE_L1 + "))",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable CacheTier cache;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable SessionMonitor monitor;

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile List<Transport> transports = List.of();

    private final @Nullable BundleContext context;

    @Activate
    public Parts(BundleContext context) {
        this.context = context;
    }

    /** For tests: nothing is there. */
    Parts() {
        this.context = null;
    }

    @Nullable
    Bundle bundle(long id) {
        return context == null ? null : context.getBundle(id);
    }
}
