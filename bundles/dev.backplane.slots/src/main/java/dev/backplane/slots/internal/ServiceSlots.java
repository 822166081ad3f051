package dev.backplane.slots.internal;

import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.dispatch.Dispatcher;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.session.SessionStore;
import dev.backplane.spi.slot.Slot;
import dev.backplane.spi.slot.SlotState;
import dev.backplane.spi.slot.Slots;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/** The slots of the platform, filled from the service registry. Thread-safe. */
@Component(service = Slots.class, immediate = true, configurationPid = ServiceSlots.PID)
@Designate(ocd = SlotsConfig.class)
public final class ServiceSlots implements Slots {

    static final String PID = "dev.backplane.slots";

    private final List<SlotTracker<?>> trackers;

    /** @throws IllegalArgumentException if a value is out of bounds */
    @Activate
    public ServiceSlots(BundleContext context, SlotsConfig config) {
        this(context, SlotSettings.of(config), Clock.systemUTC());
    }

    ServiceSlots(BundleContext context, SlotSettings settings, Clock clock) {
        trackers = List.of(
                tracker(context, Registry.class, slot(Slot.REGISTRY, settings, clock), RegistryFacade::new),
                tracker(context, SessionStore.class, slot(Slot.SESSION, settings, clock), SessionStoreFacade::new),
                tracker(context, Codec.class, slot(Slot.CODEC, settings, clock), CodecFacade::new),
                tracker(context, Dispatcher.class, slot(Slot.DISPATCH, settings, clock), DispatcherFacade::new));
        trackers.forEach(SlotTracker::open);
    }

    /** @throws IllegalArgumentException if a value is out of bounds; what was in force stays so */
    @Modified
    void modified(SlotsConfig config) {
        configure(SlotSettings.of(config));
    }

    void configure(SlotSettings settings) {
        for (SlotTracker<?> tracker : trackers) {
            ActiveSlot<?> slot = tracker.slot();
            slot.configure(settings.variant(slot.name()), settings.holdMillis());
        }
    }

    @Deactivate
    void close() {
        trackers.forEach(SlotTracker::close);
    }

    @Override
    public List<SlotState> states() {
        return trackers.stream()
                .map(tracker -> tracker.slot().state())
                .sorted(Comparator.comparing(SlotState::name))
                .toList();
    }

    private static <T> ActiveSlot<T> slot(String name, SlotSettings settings, Clock clock) {
        return new ActiveSlot<>(name, settings.variant(name), settings.holdMillis(), clock);
    }

    private static <T> SlotTracker<T> tracker(
            BundleContext context, Class<T> contract, ActiveSlot<T> slot, Function<ActiveSlot<T>, T> facade) {
        return new SlotTracker<>(context, contract, slot, facade);
    }
}
