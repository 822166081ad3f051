package dev.backplane.spi.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backplane.spi.Race;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every registry does; each implementation's test extends it. */
public abstract class RegistryContract {

    private static final Owner ALICE = new Owner("bundle", "1");
    private static final Owner BOB = new Owner("session", "2");
    private static final int THREADS = 4;

    private Registry registry;

    /** Returns a new, empty registry. */
    protected abstract Registry create();

    @BeforeEach
    final void createRegistry() {
        registry = create();
    }

    @Test
    void register_freeKey_isFound() {
        Entry entry = tool("echo", ALICE);

        assertThat(registry.register(entry)).isNull();

        assertThat(registry.lookup(new Key("tool", "echo"))).isSameAs(entry);
        assertThat(registry.size()).isEqualTo(1);
    }

    @Test
    void register_heldKey_returnsHolderUnchanged() {
        Entry holder = tool("echo", ALICE);
        registry.register(holder);

        assertThat(registry.register(tool("echo", BOB))).isSameAs(holder);

        assertThat(registry.lookup(holder.key())).isSameAs(holder);
        assertThat(registry.size()).isEqualTo(1);
        assertThat(registry.ownerGone(BOB)).isZero();
    }

    @Test
    void lookup_sameNameOfAnotherKind_isAnotherEntry() {
        Entry tool = tool("echo", ALICE);
        Entry prompt = new Entry(new Key("prompt", "echo"), "prompt", ALICE, Map.of());
        registry.register(tool);
        registry.register(prompt);

        assertThat(registry.lookup(tool.key())).isSameAs(tool);
        assertThat(registry.lookup(prompt.key())).isSameAs(prompt);
        assertThat(registry.lookup(new Key("resource", "echo"))).isNull();
    }

    @Test
    void replace_expectedHolds_takesItsPlace() {
        Entry first = tool("echo", ALICE);
        Entry second = tool("echo", BOB);
        registry.register(first);

        assertThat(registry.replace(first, second)).isTrue();

        assertThat(registry.lookup(first.key())).isSameAs(second);
        assertThat(registry.size()).isEqualTo(1);
        assertThat(registry.ownerGone(ALICE)).isZero();
        assertThat(registry.lookup(first.key())).isSameAs(second);
        assertThat(registry.ownerGone(BOB)).isEqualTo(1);
        assertThat(registry.lookup(first.key())).isNull();
    }

    @Test
    void replace_equalButOtherEntry_refused() {
        Entry holder = tool("echo", ALICE);
        registry.register(holder);
        Entry twin = new Entry(holder.key(), holder.value(), ALICE);

        assertThat(twin).isEqualTo(holder);
        assertThat(registry.replace(twin, tool("echo", BOB))).isFalse();
        assertThat(registry.unregister(twin)).isFalse();

        assertThat(registry.lookup(holder.key())).isSameAs(holder);
    }

    @Test
    void replace_absentEntry_refused() {
        assertThat(registry.replace(tool("echo", ALICE), tool("echo", ALICE))).isFalse();
        assertThat(registry.size()).isZero();
    }

    @Test
    void replace_anotherKey_isAnError() {
        Entry holder = tool("echo", ALICE);
        registry.register(holder);

        assertThatThrownBy(() -> registry.replace(holder, tool("slow", ALICE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("slow");
        assertThat(registry.lookup(holder.key())).isSameAs(holder);
    }

    @Test
    void unregister_freesTheKeyOnce() {
        Entry entry = tool("echo", ALICE);
        registry.register(entry);

        assertThat(registry.unregister(entry)).isTrue();
        assertThat(registry.unregister(entry)).isFalse();

        assertThat(registry.lookup(entry.key())).isNull();
        assertThat(registry.size()).isZero();
        assertThat(registry.entries("tool")).isEmpty();
        assertThat(registry.register(tool("echo", BOB))).isNull();
    }

    @Test
    void ownerGone_takesItsEntriesAlone() {
        for (int i = 0; i < 10; i++) {
            registry.register(tool("a" + i, ALICE));
            registry.register(tool("b" + i, BOB));
        }
        registry.unregister(registry.lookup(new Key("tool", "a0")));
        registry.unregister(registry.lookup(new Key("tool", "a9")));
        registry.unregister(registry.lookup(new Key("tool", "a5")));

        assertThat(registry.ownerGone(ALICE)).isEqualTo(7);
        assertThat(registry.ownerGone(ALICE)).isZero();

        assertThat(registry.size()).isEqualTo(10);
        assertThat(registry.entries("tool"))
                .hasSize(10)
                .allMatch(entry -> entry.owner().equals(BOB));
    }

    @Test
    void entries_changedMeanwhile_goesOn() {
        for (int i = 0; i < 1_000; i++) {
            registry.register(tool("stays" + i, ALICE));
            registry.register(tool("goes" + i, BOB));
        }
        List<String> seen = new ArrayList<>();

        registry.entries("tool").forEach(entry -> {
            if (seen.isEmpty()) {
                registry.ownerGone(BOB);
                registry.register(tool("comes", BOB));
            }
            seen.add(entry.key().name());
        });

        assertThat(seen).doesNotHaveDuplicates();
        assertThat(seen.stream().filter(name -> name.startsWith("stays"))).hasSize(1_000);
    }

    @Test
    void entries_isLazy() {
        Stream<Entry> tools = registry.entries("tool");
        registry.register(tool("echo", ALICE));

        assertThat(tools).hasSize(1);
        assertThat(registry.entries("tool").findFirst()).isPresent();
    }

    @Test
    void entries_ofAllKinds_areEachSeenOnce() {
        for (int i = 0; i < 100; i++) {
            registry.register(tool("t" + i, ALICE));
            registry.register(new Entry(new Key("prompt", "t" + i), "prompt", BOB));
        }

        assertThat(registry.entries()).hasSize(200).doesNotHaveDuplicates();
    }

    @Test
    void entries_ofKindsThatComeAndGo_areFound() {
        for (int i = 0; i < 2_000; i++) {
            Entry comes = new Entry(new Key("kind " + i, "name"), "value", ALICE);
            assertThat(registry.register(comes)).isNull();
            assertThat(registry.lookup(new Key("kind " + i, "name"))).isSameAs(comes);
            if (i % 4 != 0) {
                registry.unregister(comes);
                assertThat(registry.entries("kind " + i)).isEmpty();
            }
        }

        assertThat(registry.entries()).hasSize(500);
        assertThat(registry.lookup(new Key("kind 1", "name"))).isNull();
        assertThat(registry.register(new Entry(new Key("kind 1", "name"), "value", BOB)))
                .isNull();
        assertThat(registry.entries("kind 1")).hasSize(1);
        assertThat(registry.ownerGone(ALICE)).isEqualTo(500);
    }

    @Test
    void owned_returnsTheOwnersEntriesAlone() {
        Entry first = tool("first", ALICE);
        Entry second = new Entry(new Key("prompt", "second"), "prompt", ALICE);
        registry.register(first);
        registry.register(second);
        registry.register(tool("other", BOB));
        Entry given = tool("given", ALICE);
        registry.register(given);
        registry.replace(given, tool("given", BOB));

        assertThat(registry.owned(ALICE)).containsExactlyInAnyOrder(first, second);
        assertThat(registry.owned(BOB)).hasSize(2);
        assertThat(registry.owned(new Owner("bundle", "none"))).isEmpty();
    }

    @Test
    void clear_forgetsAll() {
        registry.register(tool("echo", ALICE));
        registry.register(new Entry(new Key("prompt", "ask"), "prompt", BOB));

        registry.clear();

        assertThat(registry.size()).isZero();
        assertThat(registry.entries()).isEmpty();
        assertThat(registry.entries("tool")).isEmpty();
        assertThat(registry.owned(ALICE)).isEmpty();
        assertThat(registry.ownerGone(BOB)).isZero();
        assertThat(registry.statistics().removals()).isEqualTo(2);
        assertThat(registry.register(tool("echo", BOB))).isNull();
        assertThat(registry.ownerGone(BOB)).isEqualTo(1);
    }

    @Test
    void statistics_countWhatHappened() {
        Entry entry = tool("echo", ALICE);
        registry.register(entry);
        registry.register(tool("echo", BOB));
        registry.lookup(entry.key());
        registry.lookup(new Key("tool", "none"));
        Entry next = tool("echo", BOB);
        registry.replace(entry, next);
        registry.replace(entry, next);
        registry.unregister(next);
        registry.register(tool("slow", ALICE));
        registry.ownerGone(ALICE);

        assertThat(registry.statistics()).isEqualTo(new RegistryStatistics(3, 3, 2));
        assertThat(registry.queueDepth()).isZero();
    }

    @Test
    void register_raced_exactlyOneWins() throws Exception {
        int keys = 5_000;
        AtomicIntegerArray wins = new AtomicIntegerArray(keys);

        Race.run(THREADS, runner -> {
            for (int i = 0; i < keys; i++) {
                Entry mine = tool("t" + i, new Owner("session", "s" + runner));
                Entry holder = registry.register(mine);
                if (holder == null) {
                    wins.incrementAndGet(i);
                } else {
                    assertThat(registry.lookup(mine.key())).isSameAs(holder);
                }
            }
        });

        for (int i = 0; i < keys; i++) {
            assertThat(wins.get(i)).isEqualTo(1);
        }
        assertThat(registry.size()).isEqualTo(keys);
        int gone = 0;
        for (int runner = 0; runner < THREADS; runner++) {
            gone += registry.ownerGone(new Owner("session", "s" + runner));
        }
        assertThat(gone).isEqualTo(keys);
        assertThat(registry.size()).isZero();
    }

    @Test
    void ownerGone_whileItRegisters_losesNothingAndLeavesNothing() throws Exception {
        AtomicInteger registered = new AtomicInteger();
        AtomicInteger gone = new AtomicInteger();

        Race.run(THREADS, runner -> {
            for (int i = 0; i < 5_000; i++) {
                if (runner == 0) {
                    gone.addAndGet(registry.ownerGone(ALICE));
                } else if (registry.register(tool(runner + "-" + i, ALICE)) == null) {
                    registered.incrementAndGet();
                }
            }
        });

        assertThat(registered).hasValue(3 * 5_000);
        assertThat(registry.size()).isEqualTo(registered.get() - gone.get());
        assertThat(registry.entries("tool")).hasSize((int) registry.size());
        gone.addAndGet(registry.ownerGone(ALICE));
        assertThat(gone).hasValue(registered.get());
        assertThat(registry.size()).isZero();
        assertThat(registry.entries("tool")).isEmpty();
    }

    @Test
    void operationsOnAKey_raced_areLinearizable() throws Exception {
        for (int round = 0; round < 20; round++) {
            Registry raced = create();
            RegistryHistory history = new RegistryHistory(raced, new Key("tool", "echo"));

            Race.run(THREADS, runner -> {
                Random random = new Random(runner);
                for (int i = 0; i < 2_000; i++) {
                    history.step(random, new Owner("session", "s" + runner));
                }
            });

            history.check();
        }
    }

    private static Entry tool(String name, Owner owner) {
        return new Entry(new Key("tool", name), "handler of " + name, owner);
    }
}
