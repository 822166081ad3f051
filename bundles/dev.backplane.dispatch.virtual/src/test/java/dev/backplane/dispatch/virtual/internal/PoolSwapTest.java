package dev.backplane.dispatch.virtual.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.dispatch.pool.internal.PoolConfig;
import dev.backplane.dispatch.pool.internal.PoolDispatcher;
import dev.backplane.slots.internal.ServiceSlots;
import dev.backplane.slots.internal.SlotsConfig;
import dev.backplane.spi.Race;
import dev.backplane.spi.dispatch.Dispatcher;
import dev.backplane.spi.dispatch.Lane;
import dev.backplane.spi.dispatch.Work;
import dev.backplane.spi.slot.Slot;
import dev.backplane.spi.slot.SlotState;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;
import org.osgi.service.cm.ConfigurationAdmin;

/** Both dispatchers in the slot that holds one of them, swapped under load. */
@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "this JVM has no virtual threads")
class PoolSwapTest {

    private static final int SWAPS = 200;
    private static final int UNDER_WAY = 200;

    @Test
    void poolAndVirtual_swappedUnderLoad_eachWorkRunsOnce(@TempDir Path storage) throws Exception {
        Framework framework = new FrameworkFactory()
                .newFramework(Map.of(Constants.FRAMEWORK_STORAGE, storage.toString(), "felix.log.level", "1"));
        framework.start();
        try {
            BundleContext context = framework.getBundleContext();
            ServiceSlots slots =
                    new ServiceSlots(context, defaults(ConfigurationAdmin.class), defaults(SlotsConfig.class));
            Dispatcher pool = new PoolDispatcher(defaults(PoolConfig.class));
            Dispatcher virtual = new VirtualDispatcher(defaults(VirtualConfig.class));
            context.registerService(Dispatcher.class, pool, properties("pool", 0));
            ServiceRegistration<Dispatcher> other =
                    context.registerService(Dispatcher.class, virtual, properties("virtual", -1));
            Dispatcher facade = context.getService(context.getServiceReferences(Dispatcher.class, Slot.ACTIVE_TARGET)
                    .iterator()
                    .next());

            int dispatched = swap(slots, other, facade);

            assertThat(dispatched).isGreaterThan(SWAPS);
            while (pool.statistics().running() + virtual.statistics().running() > 0) {
                Thread.onSpinWait();
            }
            long ofPool = pool.statistics().completed();
            long ofVirtual = virtual.statistics().completed();
            assertThat(ofPool).isPositive();
            assertThat(ofVirtual).isPositive();
            // Whoever comes into the slot is tried out with a piece of work: the first one, too.
            assertThat(ofPool + ofVirtual).isEqualTo(dispatched + 1 + SWAPS);
        } finally {
            framework.stop();
            framework.waitForStop(TimeUnit.SECONDS.toMillis(30));
        }
    }

    private static int swap(ServiceSlots slots, ServiceRegistration<Dispatcher> other, Dispatcher facade)
            throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger dispatched = new AtomicInteger();
        AtomicInteger ran = new AtomicInteger();
        Semaphore window = new Semaphore(UNDER_WAY);
        Race.run(5, runner -> {
            if (runner > 0) {
                while (!over.get()) {
                    window.acquire();
                    int number = dispatched.incrementAndGet();
                    facade.dispatch(Work.of(Lane.NORMAL, "name " + number % 3, "session " + number % 7, () -> {
                        if (number % 10 == 0) {
                            LockSupport.parkNanos(100_000);
                        }
                        ran.incrementAndGet();
                        window.release();
                    }));
                }
                return;
            }
            for (int i = 0; i < SWAPS; i++) {
                int before = ran.get();
                while (ran.get() < before + 20) {
                    Thread.onSpinWait();
                }
                boolean toVirtual = i % 2 == 0;
                other.setProperties(properties("virtual", toVirtual ? 1 : -1));
                assertThat(active(slots)).isEqualTo(toVirtual ? "virtual" : "pool");
            }
            over.set(true);
        });
        assertThat(window.tryAcquire(UNDER_WAY, 30, TimeUnit.SECONDS)).isTrue();
        assertThat(ran).hasValue(dispatched.get());
        return dispatched.get();
    }

    private static String active(ServiceSlots slots) {
        return slots.states().stream()
                .filter(state -> state.name().equals(Slot.DISPATCH))
                .map(SlotState::active)
                .findAny()
                .orElseThrow();
    }

    private static Dictionary<String, Object> properties(String variant, int ranking) {
        return new Hashtable<>(
                Map.of(Slot.SLOT, Slot.DISPATCH, Slot.VARIANT, variant, Constants.SERVICE_RANKING, ranking));
    }

    /** Returns a configuration of the defaults. */
    private static <T> T defaults(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> method.getDefaultValue()));
    }
}
