package dev.backplane.metrics.internal;

import dev.backplane.spi.cache.CacheTier;
import dev.backplane.spi.cache.HeldValues;
import dev.backplane.spi.check.Checklist;
import dev.backplane.spi.dispatch.Dispatcher;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.session.SessionMonitor;
import dev.backplane.spi.session.TaskMonitor;
import dev.backplane.spi.slot.Slot;
import dev.backplane.spi.slot.SlotState;
import dev.backplane.spi.slot.Slots;
import dev.backplane.spi.transport.Endpoint;
import dev.backplane.spi.transport.Limiter;
import dev.backplane.spi.transport.Transport;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** What there is to be measured, as far as it is there. Thread-safe; each field is read once a scrape. */
@Component(service = Parts.class)
public final class Parts {

    private static final String TIER = "(&(" + Slot.ACTIVE + "=true)(" + Slot.SLOT + "=";

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Slots slots;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Endpoint endpoint;

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
    volatile @Nullable Dispatcher dispatcher;

    @Reference(
            target = TIER + Slot.CACHE_L1 + "))",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable CacheTier first;

    @Reference(
            target = TIER + Slot.CACHE_L2 + "))",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable CacheTier second;

    @Reference(
            target = TIER + Slot.CACHE_L3 + "))",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable CacheTier third;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable SessionMonitor sessions;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable TaskMonitor tasks;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Limiter limiter;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Checklist checklist;

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile List<Transport> transports = List.of();

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile List<HeldValues> held = List.of();

    /** Returns the state of a slot, or null. */
    @Nullable
    SlotState slot(String name) {
        Slots now = slots;
        return now == null
                ? null
                : now.states().stream()
                        .filter(state -> state.name().equals(name))
                        .findFirst()
                        .orElse(null);
    }

    /** Tells whether the slot has a part: a call on the facade of an empty one waits. Where nobody tells, it has. */
    boolean filled(String name) {
        SlotState state = slot(name);
        return state == null || state.active() != null;
    }
}
