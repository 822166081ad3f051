package dev.backplane.slots.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.spi.Race;
import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CacheTier;
import dev.backplane.spi.cache.CacheTierException;
import dev.backplane.spi.cache.CacheWatcher;
import dev.backplane.spi.cache.CacheWrite;
import dev.backplane.spi.cache.CachedValue;
import dev.backplane.spi.cache.MemoryTier;
import dev.backplane.spi.cache.Values;
import dev.backplane.spi.slot.SlotEmptyException;
import dev.backplane.spi.slot.SlotPhase;
import dev.backplane.spi.slot.Swap;
import dev.backplane.spi.slot.SwapException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cache tiers that take each other's place. */
class CacheHandOverTest {

    private static final int ENTRIES = 2_000;
    private static final long LIFE = 600_000;

    private final AtomicLong millis = new AtomicLong(System.currentTimeMillis());
    private final Clock clock = new TestClock(millis);
    private final SlotSettings settings = new SlotSettings(Map.of(), 60_000, 100, 30_000, "", 500_000);
    private final SlotMachine<CacheTier> machine =
            new SlotMachine<>(new ActiveSlot<>("cache.l1", 60_000, true), new CacheTransfer(), settings, clock);
    private final CacheTierFacade facade = new CacheTierFacade(machine.slot());
    private final CacheTier old = new MemoryTier(clock);
    private final CountDownLatch hang = new CountDownLatch(1);

    @BeforeEach
    void fill() {
        machine.whenSettled(facade::follow);
        machine.add(new Candidate<>(1, 0, "old", old));
        for (int i = 0; i < ENTRIES; i++) {
            facade.put(key("e" + i), value("v" + i, i % 2 == 0 ? "even" : "odd"));
        }
    }

    @AfterEach
    void letGo() {
        hang.countDown();
        machine.close();
    }

    @Test
    void use_tierWithValues_movesThemWithTheirTagsAndTimes() {
        machine.add(new Candidate<>(2, -1, "new", new MemoryTier(clock)));
        CachedValue before = facade.get(key("e7"));

        Swap swap = use("new");

        assertThat(swap.problem()).isNull();
        assertThat(swap.moved()).isEqualTo(ENTRIES);
        assertThat(facade.size()).isEqualTo(ENTRIES);
        assertThat(facade.get(key("e7"))).isSameAs(before);
        assertThat(old.size()).isZero();
        assertThat(facade.invalidate("even")).isEqualTo(ENTRIES / 2);
        millis.addAndGet(LIFE);
        assertThat(facade.get(key("e7"))).isNull();
    }

    @Test
    void use_newOneWithValuesFromBefore_forgetsThose() {
        CacheTier next = new MemoryTier(clock);
        next.put(key("e3"), value("from long ago"));
        next.put(key("gone"), value("from long ago"));
        machine.add(new Candidate<>(2, -1, "new", next));

        use("new");

        assertThat(facade.get(key("gone"))).isNull();
        assertThat(Values.text(facade.get(key("e3")))).isEqualTo("v3");
    }

    @Test
    void use_smallerOne_keepsWhatFits() {
        machine.add(new Candidate<>(2, -1, "new", new MemoryTier(clock, 20_000)));

        assertThat(use("new").problem()).isNull();

        assertThat(facade.bytes()).isPositive().isLessThanOrEqualTo(20_000);
    }

    @Test
    void use_whatGoesMeanwhile_staysGone() {
        CacheTier next = new MemoryTier(clock);
        machine.add(new Candidate<>(2, -1, "new", Faulty.tier(next, "none", 1, "throws", hang, () -> {
            // the first values have been copied
            facade.remove(key("e0"));
            facade.invalidate("odd");
            facade.put(key("e2"), Values.of("short", millis.get(), 10));
            facade.put(key("e4"), value("newer"));
            millis.addAndGet(10);
        })));

        Swap swap = use("new");

        assertThat(swap.again()).isPositive();
        assertThat(facade.get(key("e0"))).isNull();
        assertThat(facade.get(key("e1"))).isNull();
        assertThat(facade.get(key("e2"))).isNull();
        assertThat(Values.text(facade.get(key("e4")))).isEqualTo("newer");
        assertThat(facade.size()).isLessThanOrEqualTo(ENTRIES / 2);
    }

    @Test
    void use_whileAllIsCleared_hasNothingOfIt() {
        for (Runnable clear : List.<Runnable>of(
                facade::clear, () -> facade.clear("n"), () -> facade.write(List.of(new CacheWrite.Clear("n"))))) {
            machine.add(new Candidate<>(
                    2, -1, "new", Faulty.tier(new MemoryTier(clock), "none", 1, "throws", hang, clear)));
            use("new");
            assertThat(facade.size()).isZero();
            use("old");
            machine.remove(2);
            for (int i = 0; i < ENTRIES; i++) {
                facade.put(key("e" + i), value("v" + i, "again"));
            }
        }
    }

    @Test
    void use_backAndForthUnderWrites_findsNothingThatHasGone() throws Exception {
        machine.add(new Candidate<>(2, -1, "new", new MemoryTier(clock)));
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger found = new AtomicInteger();

        Race.run(5, runner -> {
            Random random = new Random(runner);
            if (runner == 0) {
                for (int i = 0; i < 60; i++) {
                    use(i % 2 == 0 ? "new" : "old");
                }
                over.set(true);
                return;
            }
            Map<CacheKey, String> model = new HashMap<>();
            for (int i = 0; !over.get(); i++) {
                step(random, runner, "v" + i, model, found);
            }
        });

        assertThat(found).hasPositiveValue();
        for (int i = 0; i < ENTRIES; i++) {
            assertThat(Values.text(facade.get(key("e" + i)))).isEqualTo("v" + i);
        }
    }

    @Test
    void use_newOneSlowerThanWrites_endsAndBeginsWithNothing() throws Exception {
        machine.configure(new SlotSettings(Map.of(), 60_000, 50, 500, "", 500_000));
        Semaphore written = new Semaphore(0);
        CacheTier slow = proxy(
                (method, arguments) -> {
                    if (method.equals("write")) {
                        // as many come in as go over, but where writes are held
                        await(written, 300);
                    }
                    return null;
                },
                new MemoryTier(clock));
        machine.add(new Candidate<>(2, -1, "slow", slow));
        AtomicBoolean over = new AtomicBoolean();
        Map<CacheKey, String> model = new HashMap<>();

        Race.run(2, runner -> {
            if (runner == 0) {
                Swap swap = use("slow");
                over.set(true);
                assertThat(swap.problem()).isNull();
                assertThat(swap.moved()).isZero();
                assertThat(swap.tookNanos()).isLessThan(TimeUnit.SECONDS.toNanos(20));
                return;
            }
            for (int i = 0; !over.get(); i++) {
                CacheKey key = key("e" + i % ENTRIES);
                facade.put(key, value("w" + i));
                model.put(key, "w" + i);
                written.release();
            }
        });

        assertThat(machine.state().active()).isEqualTo("slow");
        assertThat(model).hasSizeGreaterThan(1_000);
        model.forEach((key, text) -> {
            CachedValue value = facade.get(key);
            if (value != null) {
                assertThat(Values.text(value)).isEqualTo(text);
            }
        });
    }

    private static void await(Semaphore permits, int many) {
        try {
            if (permits.tryAcquire(many, 100, TimeUnit.MILLISECONDS)) {
                permits.drainPermits();
            }
        } catch (InterruptedException e) {
            throw new CacheTierException("interrupted", e);
        }
    }

    /** Does something to a key that nobody else writes; what it finds is what it last put there, or nothing. */
    private void step(Random random, int runner, String text, Map<CacheKey, String> model, AtomicInteger found) {
        String tag = "of" + runner;
        CacheKey key = new CacheKey("runner" + runner, "k" + random.nextInt(50));
        CachedValue value = facade.get(key);
        if (value != null) {
            found.incrementAndGet();
            assertThat(Values.text(value)).isEqualTo(model.get(key));
        }
        switch (random.nextInt(30)) {
            case 0 -> {
                facade.invalidate(tag);
                model.clear();
            }
            case 1 -> {
                facade.clear(key.namespace());
                model.clear();
            }
            case 2, 3, 4, 5, 6 -> {
                facade.remove(key);
                model.remove(key);
            }
            default -> {
                facade.put(key, value(text, tag));
                model.put(key, text);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "put, 1, throws",
        "get, 1, hangs",
        "invalidate, 1, forgets",
        "remove, 1, forgets",
        "clear, 1, throws",
        "write, 1, throws",
        "write, 3, throws",
        "write, 3, hangs",
    })
    void use_newOneFails_goesBackAndLosesNothing(String method, int call, String how) throws Exception {
        machine.configure(new SlotSettings(Map.of(), 60_000, 100, how.equals("hangs") ? 500 : 30_000, "", 500_000));
        CacheTier inner = new MemoryTier(clock);
        machine.add(new Candidate<>(
                2,
                -1,
                "new",
                Faulty.tier(inner, method, call, how, hang, () -> facade.put(key("meanwhile"), value("x")))));

        assertThatThrownBy(() -> use("new")).isInstanceOf(SwapException.class).hasMessageContaining("new was refused");

        assertThat(machine.state().active()).isEqualTo("old");
        assertThat(machine.state().phase()).isEqualTo(SlotPhase.IDLE);
        for (int i = 0; i < ENTRIES; i++) {
            assertThat(facade.get(key("e" + i))).isNotNull();
        }
        hang.countDown();
        facade.remove(key("e5"));
        assertThat(use("new").problem()).as("the fault is over").isNull();
        assertThat(facade.get(key("e5"))).isNull();
        assertThat(facade.size()).isGreaterThanOrEqualTo(ENTRIES - 1);
    }

    @Test
    void use_oldOneBroken_newOneServesWithNothing() {
        AtomicBoolean broken = new AtomicBoolean();
        CacheTier breaking = breaking(new MemoryTier(clock), broken);
        machine.add(new Candidate<>(2, -1, "breaking", breaking));
        use("breaking");
        assertThat(facade.size()).isEqualTo(ENTRIES);
        broken.set(true);

        assertThat(use("old").problem()).isNull();

        assertThat(machine.state().active()).isEqualTo("old");
        assertThat(facade.size()).isZero();
    }

    @Test
    void add_oneThatCannotNow_servesAllTheSame() {
        AtomicBoolean broken = new AtomicBoolean(true);
        SlotMachine<CacheTier> other =
                new SlotMachine<>(new ActiveSlot<>("cache.l3", 60_000, true), new CacheTransfer(), settings, clock);
        CacheTier active = new CacheTierFacade(other.slot());

        other.add(new Candidate<>(2, -1, "breaking", breaking(new MemoryTier(clock), broken)));

        assertThat(other.state().active()).isEqualTo("breaking");
        assertThatThrownBy(() -> active.get(key("e1"))).isInstanceOf(CacheTierException.class);
        broken.set(false);
        assertThat(active.get(key("e1"))).isNull();
        other.close();
    }

    @Test
    void remove_theOnlyOne_callsGoOnWithoutIt() {
        machine.remove(1);

        assertThat(machine.state().active()).isNull();
        assertThatThrownBy(() -> facade.get(key("e1")))
                .isInstanceOf(SlotEmptyException.class)
                .hasMessage("slot cache.l1 is empty");
        assertThatThrownBy(() -> facade.put(key("e1"), value("x"))).isInstanceOf(SlotEmptyException.class);
    }

    @Test
    void remove_theOnlyOneAndAnotherComes_thatHasNothingFromBefore() {
        machine.remove(1);
        CacheTier another = new MemoryTier(clock);
        another.put(key("e1"), value("from long ago"));

        machine.add(new Candidate<>(2, 0, "another", another));

        assertThat(facade.size()).isZero();
    }

    @Test
    void remove_theOnlyOneAndItComesBack_keepsItsOwn() {
        machine.remove(1);

        machine.add(new Candidate<>(2, 0, "old", old));

        assertThat(facade.size())
                .as("what happened meanwhile is up to who writes")
                .isEqualTo(ENTRIES);
    }

    @Test
    void remove_activeOneWithAnotherThere_hasItsValuesGoOver() {
        machine.add(new Candidate<>(2, -1, "new", new MemoryTier(clock)));

        machine.remove(1);

        assertThat(machine.state().active()).isEqualTo("new");
        assertThat(facade.size()).isEqualTo(ENTRIES);
    }

    @Test
    void watch_acrossASwap_followsTheTierAndTellsThatSomethingMayBeMissed() {
        Shared first = new Shared();
        Shared second = new Shared();
        List<String> told = new ArrayList<>();
        CacheTier.Watch watch = facade.watch(telling(told));
        machine.add(new Candidate<>(2, 5, "first", first.tier(clock)));
        assertThat(told).containsExactly("missed");
        first.watchers.get(0).invalidated(List.of("a"));

        machine.add(new Candidate<>(3, 6, "second", second.tier(clock)));

        assertThat(first.watchers).isEmpty();
        second.watchers.get(0).invalidated(List.of("b"));
        assertThat(told).containsExactly("missed", "[a]", "missed", "[b]");
        watch.close();
        watch.close();
        assertThat(second.watchers).isEmpty();
        assertThat(second.cleared).as("before it served").isEqualTo(1);
        assertThat(first.cleared).as("others may use it").isEqualTo(1);
    }

    /** What a shared tier is asked for. */
    private static final class Shared {
        private final List<CacheWatcher> watchers = new ArrayList<>();
        private int cleared;

        CacheTier tier(Clock clock) {
            CacheTier inner = new MemoryTier(clock);
            return proxy(
                    (method, arguments) -> switch (method) {
                        case "shared" -> true;
                        case "watch" -> {
                            watchers.add((CacheWatcher) arguments[0]);
                            yield (CacheTier.Watch) () -> watchers.remove(arguments[0]);
                        }
                        case "clear" -> {
                            if (arguments == null) {
                                cleared++;
                            }
                            yield null;
                        }
                        default -> null;
                    },
                    inner);
        }
    }

    private interface Instead {
        Object of(String method, Object[] arguments);
    }

    /** Returns a tier that does what it is told, and for the rest what another does. */
    private static CacheTier proxy(Instead override, CacheTier inner) {
        return (CacheTier) Proxy.newProxyInstance(
                CacheTier.class.getClassLoader(), new Class<?>[] {CacheTier.class}, (proxy, method, arguments) -> {
                    Object instead = override.of(method.getName(), arguments);
                    if (instead != null) {
                        return instead;
                    }
                    try {
                        return method.invoke(inner, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static CacheTier breaking(CacheTier inner, AtomicBoolean broken) {
        return proxy(
                (method, arguments) -> {
                    if (broken.get() && !method.equals("shared") && !method.equals("watch")) {
                        throw new CacheTierException("no answer within 50 ms");
                    }
                    return null;
                },
                inner);
    }

    private static CacheWatcher telling(List<String> told) {
        return new CacheWatcher() {
            @Override
            public void written(Collection<CacheKey> keys) {
                told.add(keys.toString());
            }

            @Override
            public void invalidated(Collection<String> tags) {
                told.add(tags.toString());
            }

            @Override
            public void cleared(String namespace) {
                told.add(namespace);
            }

            @Override
            public void missed() {
                told.add("missed");
            }
        };
    }

    private Swap use(String variant) {
        return machine.use(variant, (phase, done, total) -> {});
    }

    private CachedValue value(String text, String... tags) {
        return Values.of(text, millis.get(), LIFE, tags);
    }

    private static CacheKey key(String name) {
        return new CacheKey("n", name);
    }
}
