package dev.backplane.slots.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.spi.Race;
import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CacheTier;
import dev.backplane.spi.cache.MemoryTier;
import dev.backplane.spi.cache.Values;
import dev.backplane.spi.dispatch.Dispatcher;
import dev.backplane.spi.dispatch.Lane;
import dev.backplane.spi.slot.Slot;
import dev.backplane.spi.slot.SlotEmptyException;
import dev.backplane.spi.slot.SlotState;
import dev.backplane.spi.slot.Swap;
import dev.backplane.spi.slot.SwapException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;

class ServiceSlotsTest {

    @TempDir
    private Path storage;

    private Framework framework;
    private BundleContext context;
    private ServiceSlots slots;
    private final Map<String, String> remembered = new ConcurrentHashMap<>();

    @BeforeEach
    void startFramework() throws Exception {
        framework = new FrameworkFactory()
                .newFramework(Map.of(Constants.FRAMEWORK_STORAGE, storage.toString(), "felix.log.level", "1"));
        framework.start();
        context = framework.getBundleContext();
        slots = new ServiceSlots(context, settings("", 60_000), remembered::put, Clock.systemUTC());
    }

    @AfterEach
    void stopFramework() throws Exception {
        slots.close();
        framework.stop();
        framework.waitForStop(TimeUnit.SECONDS.toMillis(30));
    }

    @Test
    void noImplementation_offersNoFacade() throws Exception {
        assertThat(facades()).isEmpty();
        assertThat(slots.states())
                .extracting(SlotState::name)
                .containsExactly("cache.l1", "cache.l2", "cache.l3", "codec", "dispatch", "registry", "session");
        assertThat(dispatch().active()).isNull();
    }

    @Test
    void implementationComes_offersOneFacade() throws Exception {
        FakeDispatcher implementation = new FakeDispatcher();

        register(implementation, "pool", 0);
        register(new FakeDispatcher(), "virtual", 0);

        assertThat(facades()).hasSize(1);
        ServiceReference<Dispatcher> reference = facades().iterator().next();
        assertThat(reference.getProperty(Slot.SLOT)).isEqualTo("dispatch");
        assertThat(reference.getProperty(Slot.ACTIVE)).isEqualTo(true);
        assertThat(dispatch().active()).isEqualTo("pool");
        assertThat(dispatch().variants()).containsExactly("pool", "virtual");
        run(facade());
        assertThat(implementation.statistics().completed()).isEqualTo(1);
    }

    @Test
    void implementationWithoutVariantOrOfAnotherSlot_isNoCandidate() throws Exception {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(Slot.SLOT, Slot.DISPATCH);
        context.registerService(Dispatcher.class, new FakeDispatcher(), properties);
        properties.put(Slot.SLOT, Slot.CODEC);
        properties.put(Slot.VARIANT, "pool");
        context.registerService(Dispatcher.class, new FakeDispatcher(), properties);

        assertThat(dispatch().variants()).isEmpty();
        assertThat(facades()).isEmpty();
    }

    @Test
    void implementationForLaterJava_isNamedButNoCandidate() throws Exception {
        Dictionary<String, Object> properties = properties("virtual", 100);
        properties.put(Slot.JAVA, Runtime.version().feature() + 1);
        ServiceRegistration<Dispatcher> late =
                context.registerService(Dispatcher.class, new FakeDispatcher(), properties);
        register(new FakeDispatcher(), "pool", 0);

        assertThat(dispatch().active()).isEqualTo("pool");
        assertThat(dispatch().variants()).containsExactly("pool");
        assertThat(dispatch().problem())
                .isEqualTo("virtual cannot be used: it needs Java "
                        + (Runtime.version().feature() + 1) + ", and this is Java "
                        + Runtime.version().feature());
        assertThatThrownBy(() -> slots.use(Slot.DISPATCH, "virtual", (phase, done, total) -> {}))
                .isInstanceOf(SwapException.class)
                .hasMessageStartingWith("slot dispatch: virtual was refused: it needs Java ");
        late.unregister();
        assertThat(dispatch().problem()).isNull();
    }

    @Test
    void activeOneGoes_nextBestServesTheSameFacade() throws Exception {
        FakeDispatcher next = new FakeDispatcher();
        ServiceRegistration<Dispatcher> best = register(new FakeDispatcher(), "virtual", 10);
        register(next, "pool", 0);
        Dispatcher facade = facade();

        best.unregister();

        run(facade);
        assertThat(next.statistics().completed()).isEqualTo(1);
        assertThat(dispatch().active()).isEqualTo("pool");
    }

    @Test
    void rankingChanges_bestIsActive() throws Exception {
        register(new FakeDispatcher(), "pool", 0);
        ServiceRegistration<Dispatcher> other = register(new FakeDispatcher(), "virtual", 0);

        other.setProperties(properties("virtual", 5));

        assertThat(dispatch().active()).isEqualTo("virtual");
        assertThat(dispatch().variants()).containsExactly("virtual", "pool");
    }

    @Test
    void configure_atRuntime_switches() throws Exception {
        register(new FakeDispatcher(), "virtual", 10);
        FakeDispatcher pool = new FakeDispatcher();
        register(pool, "pool", 0);
        assertThat(dispatch().active()).isEqualTo("virtual");

        slots.configure(settings("pool", 60_000));

        Until.holds(() -> "pool".equals(dispatch().active()));
        run(facade());
        assertThat(pool.statistics().completed()).isEqualTo(1);
    }

    @Test
    void use_variantThere_isActiveAndRemembered() {
        register(new FakeDispatcher(), "virtual", 10);
        register(new FakeDispatcher(), "pool", 0);

        Swap swap = slots.use(Slot.DISPATCH, "pool", (phase, done, total) -> {});

        assertThat(swap.from()).isEqualTo("virtual");
        assertThat(swap.to()).isEqualTo("pool");
        assertThat(dispatch().active()).isEqualTo("pool");
        assertThat(dispatch().lastSwap()).isEqualTo(swap);
        assertThat(slots.history()).contains(swap);
        assertThat(remembered).containsExactly(Map.entry(Slot.DISPATCH, "pool"));
        slots.configure(settings("pool", 60_000));
        assertThat(dispatch().active()).isEqualTo("pool");
    }

    @Test
    void use_unknownSlotOrVariant_namesTheKnownOnes() {
        register(new FakeDispatcher(), "virtual", 10);
        register(new FakeDispatcher(), "pool", 0);

        assertThatThrownBy(() -> slots.use(Slot.DISPATCH, "poool", (phase, done, total) -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("slot dispatch has no variant poool, only virtual, pool");
        assertThatThrownBy(() -> slots.use("dispatcher", "pool", (phase, done, total) -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no slot dispatcher, only cache.l1, cache.l2, cache.l3, codec, dispatch, registry,"
                        + " session");
        assertThat(remembered).isEmpty();
    }

    @Test
    void lastOneGoes_facadeStaysAndCallsFailAfterTheHold() throws Exception {
        ServiceRegistration<Dispatcher> only = register(new FakeDispatcher(), "pool", 0);
        slots.configure(settings("", 0));
        Dispatcher facade = facade();

        only.unregister();

        assertThat(facades()).hasSize(1);
        assertThatThrownBy(() -> run(facade))
                .isInstanceOf(SlotEmptyException.class)
                .hasMessageContaining("slot dispatch");
        register(new FakeDispatcher(), "pool", 0);
        run(facade);
        assertThat(facades()).hasSize(1);
        assertThat(facade.statistics().completed()).isEqualTo(1);
    }

    @Test
    void cacheTierComesAndGoes_facadeIsThereWhileOneServes() throws Exception {
        assertThat(context.getServiceReferences(CacheTier.class, Slot.ACTIVE_TARGET))
                .isEmpty();
        CacheTier inner = new MemoryTier(Clock.systemUTC());
        ServiceRegistration<CacheTier> only = context.registerService(
                CacheTier.class, inner, new Hashtable<>(Map.of(Slot.SLOT, Slot.CACHE_L2, Slot.VARIANT, "memory")));

        Collection<ServiceReference<CacheTier>> there =
                context.getServiceReferences(CacheTier.class, Slot.ACTIVE_TARGET);
        assertThat(there).hasSize(1);
        ServiceReference<CacheTier> reference = there.iterator().next();
        assertThat(reference.getProperty(Slot.SLOT)).isEqualTo("cache.l2");
        CacheTier facade = context.getService(reference);
        CacheKey key = new CacheKey("n", "a");
        facade.put(key, Values.of("one", System.currentTimeMillis(), 60_000));
        assertThat(inner.get(key)).isNotNull();

        only.unregister();
        assertThat(context.getServiceReferences(CacheTier.class, Slot.ACTIVE_TARGET))
                .isEmpty();
        long began = System.nanoTime();
        assertThatThrownBy(() -> facade.get(key))
                .isInstanceOf(SlotEmptyException.class)
                .hasMessage("slot cache.l2 is empty");
        assertThat(System.nanoTime() - began).as("calls are not held").isLessThan(TimeUnit.SECONDS.toNanos(30));

        for (int i = 0; i < 3; i++) {
            ServiceRegistration<CacheTier> again = context.registerService(
                    CacheTier.class,
                    new MemoryTier(Clock.systemUTC()),
                    new Hashtable<>(Map.of(Slot.SLOT, Slot.CACHE_L2, Slot.VARIANT, "memory")));
            assertThat(context.getServiceReferences(CacheTier.class, Slot.ACTIVE_TARGET))
                    .hasSize(1);
            again.unregister();
        }
        assertThat(context.getServiceReferences(CacheTier.class, Slot.ACTIVE_TARGET))
                .isEmpty();
    }

    @Test
    void lastCacheTierGoes_facadeServesWhileItIsWithdrawn() throws Exception {
        CacheTier inner = new MemoryTier(Clock.systemUTC());
        ServiceRegistration<CacheTier> only = context.registerService(
                CacheTier.class, inner, new Hashtable<>(Map.of(Slot.SLOT, Slot.CACHE_L2, Slot.VARIANT, "memory")));
        CacheTier facade = context.getService(context.getServiceReferences(CacheTier.class, Slot.ACTIVE_TARGET)
                .iterator()
                .next());
        CacheKey key = new CacheKey("n", "a");
        context.addServiceListener(event -> {
            boolean active = Boolean.TRUE.equals(event.getServiceReference().getProperty(Slot.ACTIVE));
            if (active && event.getType() == ServiceEvent.UNREGISTERING) {
                facade.put(key, Values.of("the last", System.currentTimeMillis(), 60_000));
            }
        });

        only.unregister();

        assertThat(inner.get(key)).isNotNull();
    }

    @Test
    void close_withdrawsFacadeAndLetsServicesGo() throws Exception {
        ServiceRegistration<Dispatcher> only = register(new FakeDispatcher(), "pool", 0);
        Dispatcher facade = facade();

        slots.close();

        assertThat(facades()).isEmpty();
        assertThat(only.getReference().getUsingBundles()).isNull();
        assertThatThrownBy(() -> run(facade)).isInstanceOf(SlotEmptyException.class);
    }

    @Test
    void callsThroughTheFacade_whileServicesComeAndGo_neverFail() throws Exception {
        register(new FakeDispatcher(), "first", 0).unregister();
        Dispatcher facade = facade();
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger dispatched = new AtomicInteger();
        AtomicInteger ran = new AtomicInteger();
        Semaphore passed = new Semaphore(0);

        Race.run(5, runner -> {
            if (runner > 0) {
                while (!over.get()) {
                    facade.dispatch(Lane.NORMAL, "box", ran::incrementAndGet);
                    dispatched.incrementAndGet();
                    passed.release();
                }
                return;
            }
            for (int i = 0; i < 1_000; i++) {
                FakeDispatcher dispatcher = new FakeDispatcher();
                ServiceRegistration<Dispatcher> registration = register(dispatcher, "pool", i % 3);
                passed.drainPermits();
                assertThat(passed.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
                registration.unregister();
                dispatcher.stop();
            }
            register(new FakeDispatcher(), "pool", 0);
            over.set(true);
        });

        assertThat(ran).hasValue(dispatched.get()).hasPositiveValue();
        assertThat(facades()).hasSize(1);
    }

    @Test
    void settings_outOfBounds_nameKeyValueAndBound() {
        assertThatThrownBy(() -> settings("", 60_001))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("dev.backplane.slots: holdMillis is 60001, must be 0 to 60000");
    }

    private SlotState dispatch() {
        return slots.states().stream()
                .filter(state -> state.name().equals(Slot.DISPATCH))
                .findFirst()
                .orElseThrow();
    }

    private Collection<ServiceReference<Dispatcher>> facades() throws Exception {
        return context.getServiceReferences(Dispatcher.class, Slot.ACTIVE_TARGET);
    }

    private Dispatcher facade() throws Exception {
        return context.getService(facades().iterator().next());
    }

    private ServiceRegistration<Dispatcher> register(Dispatcher dispatcher, String variant, int ranking) {
        return context.registerService(Dispatcher.class, dispatcher, properties(variant, ranking));
    }

    private static void run(Dispatcher dispatcher) {
        dispatcher.dispatch(Lane.NORMAL, "box", () -> {});
    }

    private static Dictionary<String, Object> properties(String variant, int ranking) {
        return new Hashtable<>(
                Map.of(Slot.SLOT, Slot.DISPATCH, Slot.VARIANT, variant, Constants.SERVICE_RANKING, ranking));
    }

    private static SlotSettings settings(String dispatch, long holdMillis) {
        return new SlotSettings(Map.of(Slot.DISPATCH, dispatch), holdMillis, 100, 5_000, "", 500_000);
    }
}
