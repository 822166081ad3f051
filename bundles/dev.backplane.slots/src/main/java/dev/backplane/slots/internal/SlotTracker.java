package dev.backplane.slots.internal;

import dev.backplane.spi.slot.Slot;
import java.util.Hashtable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;

/**
 * Fills a slot with the services that offer themselves for it, and offers the slot's facade as a service from the first
 * one's coming until {@link #close}. Thread-safe; calls the framework with no lock held.
 *
 * @param <T> the contract
 */
final class SlotTracker<T> implements ServiceTrackerCustomizer<T, T> {

    private final BundleContext context;
    private final Class<T> contract;
    private final SlotMachine<T> machine;
    private final T facade;
    private final ServiceTracker<T, T> tracker;
    private final AtomicBoolean offered = new AtomicBoolean();
    private final AtomicReference<@Nullable ServiceRegistration<T>> registration = new AtomicReference<>();
    private volatile boolean closed;

    SlotTracker(BundleContext context, Class<T> contract, SlotMachine<T> machine, T facade) {
        this.context = context;
        this.contract = contract;
        this.machine = machine;
        this.facade = facade;
        tracker = new ServiceTracker<>(
                context, candidates(contract, machine.slot().name()), this);
    }

    SlotMachine<T> machine() {
        return machine;
    }

    void open() {
        tracker.open();
    }

    /** Withdraws the facade and lets the implementations go. */
    void close() {
        closed = true;
        withdraw();
        machine.close();
        tracker.close();
    }

    @Override
    public @Nullable T addingService(ServiceReference<T> reference) {
        T service = context.getService(reference);
        if (service != null) {
            machine.add(candidate(reference, service));
            offer();
        }
        return service;
    }

    @Override
    public void modifiedService(ServiceReference<T> reference, T service) {
        machine.update(candidate(reference, service));
    }

    @Override
    public void removedService(ServiceReference<T> reference, T service) {
        if (stopping()) {
            machine.end();
        }
        machine.remove(id(reference));
        context.ungetService(reference);
    }

    /** Tells whether the whole framework is stopping, so that nothing will come in the place of what goes. */
    private boolean stopping() {
        Bundle system = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
        return system != null && system.getState() == Bundle.STOPPING;
    }

    private void offer() {
        if (closed || !offered.compareAndSet(false, true)) {
            return;
        }
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(Slot.SLOT, machine.slot().name());
        properties.put(Slot.ACTIVE, true);
        // above all implementations: Karaf's shell injects the service of the highest ranking, whatever the filter says
        properties.put(Constants.SERVICE_RANKING, Integer.MAX_VALUE);
        registration.set(context.registerService(contract, facade, properties));
        if (closed) {
            withdraw();
        }
    }

    private void withdraw() {
        ServiceRegistration<T> facadeRegistration = registration.getAndSet(null);
        if (facadeRegistration != null) {
            facadeRegistration.unregister();
        }
    }

    private static <T> Candidate<T> candidate(ServiceReference<T> reference, T service) {
        int ranking = reference.getProperty(Constants.SERVICE_RANKING) instanceof Integer number ? number : 0;
        return new Candidate<>(id(reference), ranking, String.valueOf(reference.getProperty(Slot.VARIANT)), service);
    }

    private static long id(ServiceReference<?> reference) {
        return (Long) reference.getProperty(Constants.SERVICE_ID);
    }

    private static Filter candidates(Class<?> contract, String slot) {
        String filter = "(&(" + Constants.OBJECTCLASS + "=" + contract.getName() + ")(" + Slot.SLOT + "=" + slot + ")("
                + Slot.VARIANT + "=*)(!" + Slot.ACTIVE_TARGET + "))";
        try {
            return FrameworkUtil.createFilter(filter);
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException("slot " + slot + ": " + filter, e);
        }
    }
}
