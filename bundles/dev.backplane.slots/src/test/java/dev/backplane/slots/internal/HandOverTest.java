package dev.backplane.slots.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.registry.single.internal.SingleRegistry;
import dev.backplane.spi.Race;
import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Owner;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.registry.RegistryHistory;
import dev.backplane.spi.slot.SlotPhase;
import dev.backplane.spi.slot.Swap;
import dev.backplane.spi.slot.SwapException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Registries that take each other's place. */
class HandOverTest {

    private static final Owner ALICE = new Owner("bundle", "1");
    private static final int ENTRIES = 2_000;

    private final SlotSettings settings = new SlotSettings(Map.of(), 60_000, 100, 30_000, "", 500_000);
    private final SlotMachine<Registry> machine = new SlotMachine<>(
            new ActiveSlot<>("registry", 60_000), new RegistryTransfer(), settings, Clock.systemUTC());
    private final Registry facade = new RegistryFacade(machine.slot(), new Growth(machine, settings));
    private final Registry old = new SingleRegistry();
    private final CountDownLatch hang = new CountDownLatch(1);

    @BeforeEach
    void fill() {
        machine.add(new Candidate<>(1, 0, "old", old));
        for (int i = 0; i < ENTRIES; i++) {
            facade.register(entry("e" + i, i % 2 == 0 ? ALICE : new Owner("session", "s" + i)));
        }
    }

    @AfterEach
    void letGo() {
        hang.countDown();
        machine.close();
    }

    @Test
    void use_registryWithEntries_movesThemAndEmptiesTheOldOne() {
        Registry next = new SingleRegistry();
        List<Entry> before = facade.entries().toList();
        machine.add(new Candidate<>(2, -1, "new", next));
        List<SlotPhase> phases = new ArrayList<>();

        Swap swap = machine.use("new", (phase, done, total) -> {
            if (!phases.contains(phase)) {
                phases.add(phase);
            }
        });

        assertThat(swap.problem()).isNull();
        assertThat(swap.moved()).isEqualTo(ENTRIES);
        assertThat(phases)
                .containsExactly(SlotPhase.PREPARING, SlotPhase.COPYING, SlotPhase.DRAINING, SlotPhase.SWITCHED);
        assertThat(machine.state().active()).isEqualTo("new");
        assertThat(facade.entries()).containsExactlyInAnyOrderElementsOf(before);
        assertThat(facade.lookup(before.get(0).key())).isSameAs(before.get(0));
        assertThat(facade.ownerGone(ALICE)).isEqualTo(ENTRIES / 2);
        assertThat(old.size()).isZero();
    }

    @Test
    void use_whileSomebodyGoesThroughAll_emptiesTheOldOneAfterwards() throws Exception {
        machine.add(new Candidate<>(2, -1, "new", new SingleRegistry()));
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger seen = new AtomicInteger();
        CompletableFuture<Void> visit =
                CompletableFuture.runAsync(() -> facade.entries().forEach(entry -> {
                    begun.countDown();
                    await(goOn);
                    seen.incrementAndGet();
                }));
        await(begun);
        CompletableFuture<Swap> swap =
                CompletableFuture.supplyAsync(() -> machine.use("new", (phase, done, total) -> {}));

        Until.holds(() -> "new".equals(machine.state().active()));
        assertThat(swap).as("the old one still has what is looked at").isNotDone();
        assertThat(facade.register(entry("afterwards", ALICE))).isNull();
        goOn.countDown();

        visit.get(30, TimeUnit.SECONDS);
        assertThat(swap.get(30, TimeUnit.SECONDS).problem()).isNull();
        assertThat(seen).hasValue(ENTRIES);
        assertThat(old.size()).isZero();
    }

    @Test
    void entries_givenUpHalfway_holdsUpNoSwap() {
        machine.add(new Candidate<>(2, -1, "new", new SingleRegistry()));

        assertThat(facade.entries().findFirst()).isPresent();
        assertThat(facade.entries("tool").limit(3)).hasSize(3);

        assertThat(machine.use("new", (phase, done, total) -> {}).problem()).isNull();
        assertThat(old.size()).isZero();
    }

    @Test
    void use_whileAStreamIsNotReadYet_takesNothingFromIt() {
        machine.add(new Candidate<>(2, -1, "new", new SingleRegistry()));
        Stream<Entry> all = facade.entries();
        Stream<Entry> some = facade.owned(ALICE);

        machine.use("new", (phase, done, total) -> {});

        assertThat(old.size()).isZero();
        assertThat(all).hasSize(ENTRIES);
        assertThat(some).hasSize(ENTRIES / 2);
    }

    @Test
    void use_backAndForthUnderWrites_losesNothingAndInventsNothing() throws Exception {
        machine.add(new Candidate<>(2, -1, "new", new SingleRegistry()));
        AtomicBoolean over = new AtomicBoolean();
        RegistryHistory shared = new RegistryHistory(facade, new Key("tool", "shared"));
        AtomicInteger swaps = new AtomicInteger();

        Race.run(6, runner -> {
            Random random = new Random(runner);
            if (runner == 0) {
                for (int i = 0; i < 60; i++) {
                    machine.use(i % 2 == 0 ? "new" : "old", (phase, done, total) -> {});
                    swaps.incrementAndGet();
                }
                over.set(true);
                return;
            }
            Owner mine = new Owner("session", "runner" + runner);
            Map<Key, Entry> model = new HashMap<>();
            while (!over.get()) {
                if (runner > 3) {
                    shared.step(random, mine);
                } else {
                    step(random, "r" + runner + "-", mine, model);
                }
            }
            assertThat(facade.owned(mine).filter(entry -> !entry.key().name().equals("shared")))
                    .containsExactlyInAnyOrderElementsOf(model.values());
        });

        assertThat(swaps).hasValue(60);
        shared.check();
        for (int i = 0; i < ENTRIES; i++) {
            assertThat(facade.lookup(new Key("tool", "e" + i))).isNotNull();
        }
    }

    /** Does something to a key that nobody else writes, and compares what happens with what has to. */
    private void step(Random random, String prefix, Owner owner, Map<Key, Entry> model) {
        Key key = new Key("tool", prefix + random.nextInt(50));
        Entry held = model.get(key);
        assertThat(facade.lookup(key)).isSameAs(held);
        Entry next = new Entry(key, "value", owner);
        switch (random.nextInt(20)) {
            case 0 -> {
                assertThat(facade.ownerGone(owner)).isEqualTo(model.size());
                model.clear();
            }
            case 1, 2, 3, 4, 5 -> {
                if (held != null) {
                    assertThat(facade.unregister(held)).isTrue();
                    model.remove(key);
                }
            }
            case 6, 7, 8, 9, 10 -> {
                if (held != null) {
                    assertThat(facade.replace(held, next)).isTrue();
                    model.put(key, next);
                }
            }
            default -> {
                assertThat(facade.register(next)).isSameAs(held);
                model.putIfAbsent(key, next);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        // the trial
        "register, 1, throws",
        "register, 1, hangs",
        "lookup, 1, throws",
        "unregister, 1, hangs",
        // the copy
        "register, 2, throws",
        "register, 1000, throws",
        "register, 1000, hangs",
        "register, 1000, forgets",
        // what is written meanwhile
        "lookup, 3, throws",
        "lookup, 3, hangs",
        // the last look before the switch
        "size, 1, throws",
        "size, 1, hangs",
    })
    void use_newOneFails_goesBackAndLosesNothing(String method, int call, String how) throws Exception {
        // so soon only where it is to be seen: a busy machine needs longer than that for what is no fault
        machine.configure(new SlotSettings(Map.of(), 60_000, 100, how.equals("hangs") ? 500 : 30_000, "", 500_000));
        SingleRegistry inner = new SingleRegistry();
        machine.add(new Candidate<>(2, -1, "new", Faulty.registry(inner, method, call, how, hang, () -> {
            // a write while the new one is at work, so that there is something to work off
            facade.register(entry("written meanwhile", ALICE));
        })));
        List<Entry> before = facade.entries().toList();

        assertThatThrownBy(() -> machine.use("new", (phase, done, total) -> {}))
                .isInstanceOf(SwapException.class)
                .hasMessageContaining("new was refused");

        assertThat(machine.state().active()).isEqualTo("old");
        assertThat(machine.state().phase()).isEqualTo(SlotPhase.IDLE);
        assertThat(machine.state().problem()).startsWith("new was refused: ");
        assertThat(facade.entries().filter(entry -> !entry.key().name().equals("written meanwhile")))
                .containsExactlyInAnyOrderElementsOf(before);
        assertThat(facade.register(entry("afterwards", ALICE))).isNull();
        hang.countDown();
        if (!how.equals("hangs")) {
            assertThat(inner.size()).as("what the refused one keeps").isZero();
        }

        Swap swap = machine.use("new", (phase, done, total) -> {});
        assertThat(swap.problem()).as("the fault is over").isNull();
        assertThat(facade.size()).isEqualTo(facade.entries().count()).isGreaterThan(ENTRIES);
        assertThat(facade.lookup(new Key("tool", "afterwards"))).isNotNull();
    }

    @Test
    void remove_newOneWhileItIsFilled_goesBack() throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        machine.add(new Candidate<>(
                2,
                -1,
                "new",
                Faulty.registry(new SingleRegistry(), "register", 1_000, "hangs", hang, reached::countDown)));

        CompletableFuture<Void> gone = CompletableFuture.runAsync(() -> {
            await(reached);
            machine.remove(2);
        });
        assertThatThrownBy(() -> machine.use("new", (phase, done, total) -> {}))
                .isInstanceOf(SwapException.class)
                .hasMessageContaining("new is stopped");

        gone.get(30, TimeUnit.SECONDS);
        assertThat(facade.size()).isEqualTo(ENTRIES);
        assertThat(machine.state().variants()).containsExactly("old");
    }

    @Test
    void use_interrupted_goesBack() throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        machine.add(new Candidate<>(
                2,
                -1,
                "new",
                Faulty.registry(new SingleRegistry(), "register", 1_000, "hangs", hang, reached::countDown)));
        Thread user = Thread.currentThread();
        CompletableFuture<Void> interrupting = CompletableFuture.runAsync(() -> {
            await(reached);
            user.interrupt();
        });

        assertThatThrownBy(() -> machine.use("new", (phase, done, total) -> {}))
                .isInstanceOf(SwapException.class)
                .hasMessageContaining("interrupted");

        assertThat(Thread.interrupted()).isTrue();
        interrupting.get(30, TimeUnit.SECONDS);
        assertThat(facade.size()).isEqualTo(ENTRIES);
    }

    @Test
    void remove_activeOneWithAnotherThere_hasItsStateGoOver() {
        machine.add(new Candidate<>(2, -1, "new", new SingleRegistry()));

        machine.remove(1);

        assertThat(machine.state().active()).isEqualTo("new");
        assertThat(facade.size()).isEqualTo(ENTRIES);
    }

    @Test
    void remove_theOnlyOne_setsItsStateAsideForTheNext() {
        List<Entry> before = facade.entries().toList();

        machine.remove(1);
        assertThat(machine.state().active()).isNull();
        machine.add(new Candidate<>(2, 0, "again", new SingleRegistry()));

        assertThat(facade.entries()).containsExactlyInAnyOrderElementsOf(before);
        assertThat(machine.history().get(machine.history().size() - 1).moved()).isEqualTo(ENTRIES);
    }

    @Test
    void remove_theOnlyOneAndTheNextIsBroken_waitsForTheOneAfter() {
        machine.remove(1);
        machine.add(new Candidate<>(
                2, 9, "broken", Faulty.registry(new SingleRegistry(), "register", 1_000, "throws", hang, () -> {})));
        assertThat(machine.state().active()).isNull();
        assertThat(machine.state().problem()).contains("broken was refused");

        machine.add(new Candidate<>(3, 0, "again", new SingleRegistry()));

        assertThat(machine.state().active()).isEqualTo("again");
        assertThat(facade.size()).isEqualTo(ENTRIES);
    }

    @Test
    void restart_ofTheOnlyOneUnderLoad_failsNoCall() throws Exception {
        AtomicBoolean over = new AtomicBoolean();

        Race.run(4, runner -> {
            if (runner == 0) {
                for (int i = 1; i <= 100; i++) {
                    machine.remove(i);
                    machine.add(new Candidate<>(i + 1, 0, "again", new SingleRegistry()));
                }
                over.set(true);
                return;
            }
            Random random = new Random(runner);
            Map<Key, Entry> model = new HashMap<>();
            while (!over.get()) {
                step(random, "r" + runner + "-", new Owner("session", "runner" + runner), model);
            }
        });

        assertThat(facade.entries().filter(entry -> entry.key().name().startsWith("e")))
                .hasSize(ENTRIES);
    }

    @Test
    void growth_reached_swapsOnce() {
        Registry grown = new SingleRegistry();
        SlotSettings growing = new SlotSettings(Map.of(), 60_000, 100, 300, "sharded", ENTRIES + 10);
        Growth growth = new Growth(machine, growing);
        Registry watched = new RegistryFacade(machine.slot(), growth);
        machine.add(new Candidate<>(2, -1, "sharded", grown));

        for (int i = 0; i < 9; i++) {
            watched.register(entry("more" + i, ALICE));
        }
        assertThat(machine.state().active()).isEqualTo("old");
        watched.register(entry("the last straw", ALICE));

        Until.holds(() -> machine.state().lastSwap().reason().equals("grown to 2010 entries"));
        assertThat(machine.state().active()).isEqualTo("sharded");
        assertThat(grown.size()).isEqualTo(ENTRIES + 10);
    }

    private static Entry entry(String name, Owner owner) {
        return new Entry(new Key("tool", name), "handler of " + name, owner);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
