package dev.backplane.slots.internal;

import dev.backplane.spi.slot.Slot;
import java.util.Hashtable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills a slot with the services that offer themselves for it, and offers the slot's facade as a service from the first
 * one's coming until {@link #close}; that of an optional slot, while somebody serves. Thread-safe; calls the framework with no
 * lock held.
 *
 * @param <T> the contract
 */
final class SlotTracker<T> implements ServiceTrackerCustomizer<T, T> {

    private static final Logger LOG = LoggerFactory.getLogger(SlotTracker.class);

    private final BundleContext context;
    private final Class<T> contract;
    private final SlotMachine<T> machine;
    private final T facade;
    private final ServiceTracker<T, T> tracker;
    private final AtomicBoolean offered = new AtomicBoolean();

    /** Whether the facade is there only while somebody serves. */
    private final boolean optional;

    /** How often {@link #follow} was asked for since it last began: one thread at a time does it, for all who ask meanwhile. */
    private final AtomicInteger toFollow = new AtomicInteger();

    private final Runnable whenSettled;
    private final AtomicReference<@Nullable ServiceRegistration<T>> registration = new AtomicReference<>();
    private volatile boolean closed;

    SlotTracker(BundleContext context, Class<T> contract, SlotMachine<T> machine, T facade) {
        this(context, contract, machine, facade, false, () -> {});
    }

    private SlotTracker(
            BundleContext context,
            Class<T> contract,
            SlotMachine<T> machine,
            T facade,
            boolean optional,
            Runnable whenSettled) {
        this.context = context;
        this.optional = optional;
        this.whenSettled = whenSettled;
        this.contract = contract;
        this.machine = machine;
        this.facade = facade;
        tracker = new ServiceTracker<>(
                context, candidates(contract, machine.slot().name()), this);
        if (optional) {
            machine.whenSettled(this::follow);
        }
    }

    /**
     * Makes a tracker for a slot that need not be filled: its facade is a service only while somebody serves.
     *
     * @param whenSettled runs whenever somebody else may serve
     */
    static <T> SlotTracker<T> optional(
            BundleContext context, Class<T> contract, SlotMachine<T> machine, T facade, Runnable whenSettled) {
        return new SlotTracker<>(context, contract, machine, facade, true, whenSettled);
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
        if (reference.getProperty(Slot.JAVA) instanceof Integer java
                && java > Runtime.version().feature()) {
            machine.exclude(
                    String.valueOf(reference.getProperty(Slot.VARIANT)),
                    "it needs Java " + java + ", and this is Java "
                            + Runtime.version().feature(),
                    () -> reference.getBundle() != null);
            return null;
        }
        T service = context.getService(reference);
        if (service != null) {
            machine.add(candidate(reference, service));
            if (!optional) {
                offer();
            }
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
        if (optional && machine.only(id(reference)) && offered.compareAndSet(true, false)) {
            // while it still serves, so that who uses it can finish
            withdraw();
        }
        machine.remove(id(reference));
        context.ungetService(reference);
    }

    /** Tells whether the whole framework is stopping, so that nothing will come in the place of what goes. */
    private boolean stopping() {
        Bundle system = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
        return system != null && system.getState() == Bundle.STOPPING;
    }

    /** Offers the facade if somebody serves, and withdraws it if not. */
    private void follow() {
        int asked = toFollow.incrementAndGet();
        if (asked > 1) {
            return;
        }
        while (asked > 0) {
            try {
                whenSettled.run();
                if (machine.slot().tenure() != null) {
                    offer();
                } else if (offered.compareAndSet(true, false)) {
                    withdraw();
                }
            } catch (RuntimeException e) {
                LOG.warn("Slot {}: its facade did not follow", machine.slot().name(), e);
            }
            asked = toFollow.addAndGet(-asked);
        }
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
