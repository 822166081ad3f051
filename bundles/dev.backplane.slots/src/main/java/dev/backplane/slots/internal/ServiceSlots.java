package dev.backplane.slots.internal;

import dev.backplane.spi.cache.CacheTier;
import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.dispatch.Dispatcher;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.session.SessionStore;
import dev.backplane.spi.slot.Slot;
import dev.backplane.spi.slot.SlotState;
import dev.backplane.spi.slot.Slots;
import dev.backplane.spi.slot.Swap;
import dev.backplane.spi.slot.SwapProgress;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The slots of the platform, filled from the service registry. Thread-safe. */
@Component(service = Slots.class, immediate = true, configurationPid = ServiceSlots.PID)
@Designate(ocd = SlotsConfig.class)
public final class ServiceSlots implements Slots {

    static final String PID = "dev.backplane.slots";

    private static final Logger LOG = LoggerFactory.getLogger(ServiceSlots.class);

    /** Keeps which variant was asked for. */
    @FunctionalInterface
    interface Memory {
        void remember(String slot, String variant) throws IOException;
    }

    private final Memory memory;
    private final Growth growth;
    private final List<SlotTracker<?>> trackers;

    /** @throws IllegalArgumentException if a value is out of bounds */
    @Activate
    public ServiceSlots(BundleContext context, @Reference ConfigurationAdmin configurations, SlotsConfig config) {
        this(context, SlotSettings.of(config), new SlotsFile(configurations)::remember, Clock.systemUTC());
    }

    ServiceSlots(BundleContext context, SlotSettings settings, Memory memory, Clock clock) {
        this.memory = memory;
        SlotMachine<Registry> registry = machine(Slot.REGISTRY, new RegistryTransfer(), settings, clock);
        growth = new Growth(registry, settings);
        trackers = new ArrayList<>(List.of(
                new SlotTracker<>(context, Registry.class, registry, new RegistryFacade(registry.slot(), growth)),
                tracker(
                        context,
                        SessionStore.class,
                        machine(Slot.SESSION, new SessionTransfer(), settings, clock),
                        SessionStoreFacade::new),
                tracker(
                        context,
                        Codec.class,
                        machine(Slot.CODEC, new CodecTransfer(), settings, clock),
                        CodecFacade::new),
                tracker(
                        context,
                        Dispatcher.class,
                        machine(Slot.DISPATCH, new DispatcherTransfer(), settings, clock),
                        DispatcherFacade::new)));
        for (String tier : List.of(Slot.CACHE_L1, Slot.CACHE_L2, Slot.CACHE_L3)) {
            trackers.add(tier(context, tier, settings, clock));
        }
        trackers.forEach(SlotTracker::open);
    }

    private static <T> SlotMachine<T> machine(String slot, Transfer<T> transfer, SlotSettings settings, Clock clock) {
        return new SlotMachine<>(new ActiveSlot<>(slot, settings.holdMillis()), transfer, settings, clock);
    }

    private static <T> SlotTracker<T> tracker(
            BundleContext context, Class<T> contract, SlotMachine<T> machine, Function<ActiveSlot<T>, T> facade) {
        return new SlotTracker<>(context, contract, machine, facade.apply(machine.slot()));
    }

    private static SlotTracker<CacheTier> tier(BundleContext context, String slot, SlotSettings settings, Clock clock) {
        SlotMachine<CacheTier> machine = new SlotMachine<>(
                new ActiveSlot<>(slot, settings.holdMillis(), true), new CacheTransfer(), settings, clock);
        CacheTierFacade facade = new CacheTierFacade(machine.slot());
        return SlotTracker.optional(context, CacheTier.class, machine, facade, facade::follow);
    }

    /** @throws IllegalArgumentException if a value is out of bounds; what was in force stays so */
    @Modified
    void modified(SlotsConfig config) {
        configure(SlotSettings.of(config));
    }

    void configure(SlotSettings settings) {
        growth.configure(settings);
        trackers.forEach(tracker -> tracker.machine().configure(settings));
    }

    @Deactivate
    void close() {
        trackers.forEach(SlotTracker::close);
    }

    @Override
    public List<SlotState> states() {
        return trackers.stream()
                .map(tracker -> tracker.machine().state())
                .sorted(Comparator.comparing(SlotState::name))
                .toList();
    }

    @Override
    public Swap use(String slot, String variant, SwapProgress progress) {
        SlotMachine<?> machine = machine(slot);
        Swap swap = machine.use(variant, progress);
        machine.expect(variant);
        try {
            memory.remember(slot, variant);
        } catch (IOException e) {
            LOG.error("Slot {}: {} is active, but will not be so after a restart", slot, variant, e);
        }
        return swap;
    }

    private SlotMachine<?> machine(String slot) {
        List<String> names = new ArrayList<>();
        for (SlotTracker<?> tracker : trackers) {
            if (tracker.machine().slot().name().equals(slot)) {
                return tracker.machine();
            }
            names.add(tracker.machine().slot().name());
        }
        names.sort(Comparator.naturalOrder());
        throw new IllegalArgumentException("there is no slot " + slot + ", only " + String.join(", ", names));
    }

    @Override
    public List<Swap> history() {
        return trackers.stream()
                .flatMap(tracker -> tracker.machine().history().stream())
                .sorted(Comparator.comparing(Swap::started))
                .toList();
    }
}
