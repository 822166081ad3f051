package dev.backplane.registry.sharded.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.spi.Race;
import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Owner;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.registry.RegistryContract;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ShardedRegistryTest extends RegistryContract {

    private static final Owner OWNER = new Owner("session", "1");

    @Override
    protected Registry create() {
        return new ShardedRegistry(new ShardCount(8));
    }

    @Test
    void lastEntryGone_keepsNoOwner() {
        ShardedRegistry registry = registry(1);
        Entry first = entry("a");
        Entry second = entry("b");
        registry.register(first);
        registry.register(second);
        registry.unregister(first);
        assertThat(registry.owners()).isEqualTo(1);

        registry.unregister(second);

        assertThat(registry.owners()).isZero();
        assertThat(registry.size()).isZero();
    }

    @Test
    void owners_spreadEvenlyOverTheShards() {
        ShardedRegistry registry = registry(16);
        for (int i = 0; i < 16_000; i++) {
            registry.register(new Entry(new Key("tool", "name-" + i), "handler", new Owner("session", "owner-" + i)));
        }

        for (int i = 0; i < 16; i++) {
            assertThat(registry.shards().get(i).size).isBetween(750L, 1_250L);
        }
    }

    @Test
    void replace_backAndForthBetweenOwners_neitherLosesNorDeadlocks() throws Exception {
        ShardedRegistry registry = registry(8);
        Owner[] owners = new Owner[8];
        Entry[] first = new Entry[8];
        for (int i = 0; i < 8; i++) {
            owners[i] = new Owner("session", "owner-" + i);
            first[i] = new Entry(new Key("tool", "name-" + i), "handler", owners[i]);
            registry.register(first[i]);
        }

        Race.run(4, runner -> {
            if (runner == 0) {
                for (int i = 0; i < 100; i++) {
                    registry.reshape(new ShardCount(1 << i % 7));
                }
                return;
            }
            for (int key = runner; key < 8; key += 3) {
                Entry held = first[key];
                for (int i = 0; i < 5_000; i++) {
                    Entry next = new Entry(held.key(), "handler", owners[(i * 7 + runner) % 8]);
                    assertThat(registry.replace(held, next)).isTrue();
                    held = next;
                }
            }
        });

        assertThat(registry.size()).isEqualTo(8);
        int gone = 0;
        for (Owner owner : owners) {
            gone += registry.ownerGone(owner);
        }
        assertThat(gone).isEqualTo(8);
        assertThat(registry.entries()).isEmpty();
    }

    @Test
    void replace_ofTheSameOwner_goesWithItOnce() {
        ShardedRegistry registry = registry(4);
        Entry first = entry("a");
        Entry second = entry("a");
        registry.register(first);

        assertThat(registry.replace(first, second)).isTrue();

        assertThat(registry.unregister(first)).isFalse();
        assertThat(registry.ownerGone(OWNER)).isEqualTo(1);
        assertThat(registry.owners()).isZero();
        assertThat(registry.lookup(second.key())).isNull();
    }

    @Test
    void ownerGone_whileItsEntryIsReplaced_leavesNothingBehind() throws Exception {
        for (int round = 0; round < 2_000; round++) {
            ShardedRegistry registry = registry(2);
            Entry first = entry("a");
            Entry second = entry("a");
            registry.register(first);
            AtomicInteger gone = new AtomicInteger();

            Race.run(2, runner -> {
                if (runner == 0) {
                    registry.replace(first, second);
                } else {
                    gone.set(registry.ownerGone(OWNER));
                }
            });

            assertThat(gone).hasValue(1);
            assertThat(registry.size()).isZero();
            assertThat(registry.owners()).isZero();
        }
    }

    @Test
    void ownerGone_whileItRegistersOnAndOn_hasAnEnd() throws Exception {
        ShardedRegistry registry = registry(2);
        AtomicBoolean ended = new AtomicBoolean();
        AtomicInteger registered = new AtomicInteger();
        AtomicInteger gone = new AtomicInteger();

        Race.run(3, runner -> {
            if (runner == 0) {
                for (int i = 0; i < 1_000; i++) {
                    gone.addAndGet(registry.ownerGone(OWNER));
                }
                ended.set(true);
            } else {
                for (int i = 0; !ended.get(); i++) {
                    registry.register(entry(runner + "-" + i));
                    registered.incrementAndGet();
                }
            }
        });
        gone.addAndGet(registry.ownerGone(OWNER));

        assertThat(gone).hasValue(registered.get());
        assertThat(registry.size()).isZero();
    }

    @Test
    void reshape_whileEntriesComeAndGo_losesNothing() throws Exception {
        ShardedRegistry registry = registry(1);
        Entry[] standing = new Entry[1_000];
        for (int i = 0; i < standing.length; i++) {
            standing[i] = entry("standing-" + i);
            registry.register(standing[i]);
        }
        AtomicBoolean ended = new AtomicBoolean();

        Race.run(4, runner -> {
            if (runner == 0) {
                for (int i = 0; i < 200; i++) {
                    registry.reshape(new ShardCount(1 << i % 7));
                }
                ended.set(true);
                return;
            }
            Owner own = new Owner("session", "runner " + runner);
            for (int i = 0; !ended.get(); i++) {
                Entry mine = new Entry(new Key("tool", runner + "-" + i), i, own);
                assertThat(registry.register(mine)).isNull();
                assertThat(registry.lookup(mine.key())).isSameAs(mine);
                Entry stands = standing[i % standing.length];
                assertThat(registry.lookup(stands.key())).isSameAs(stands);
                assertThat(i % 2 == 0 ? registry.unregister(mine) : registry.ownerGone(own) == 1)
                        .isTrue();
                assertThat(registry.lookup(mine.key())).isNull();
            }
        });

        assertThat(registry.shards().size()).isEqualTo(1 << 199 % 7);
        assertThat(registry.size()).isEqualTo(standing.length);
        assertThat(registry.entries("tool")).containsExactlyInAnyOrder(standing);
        assertThat(registry.ownerGone(OWNER)).isEqualTo(standing.length);
        assertThat(registry.owners()).isZero();
    }

    @Test
    void entries_begunBeforeReshape_seesEachOnce() {
        ShardedRegistry registry = registry(4);
        for (int i = 0; i < 100; i++) {
            registry.register(entry("a" + i));
        }
        Iterator<Entry> entries = registry.entries("tool").iterator();
        entries.next();

        registry.reshape(new ShardCount(32));

        int seen = 1;
        while (entries.hasNext()) {
            entries.next();
            seen++;
        }
        assertThat(seen).isEqualTo(100);
    }

    @Test
    void queueDepth_sumsTheWritersThatWaitInAllShards() throws Exception {
        ShardedRegistry registry = registry(2);
        Entry[] pair = oneInEachShard(registry);
        registry.shards().get(0).lock.lock();
        registry.shards().get(1).lock.lock();
        Thread[] writers = {
            new Thread(() -> registry.register(pair[0])), new Thread(() -> registry.register(pair[1])),
        };
        try {
            for (Thread writer : writers) {
                writer.start();
            }
            while (registry.queueDepth() < 2) {
                Thread.onSpinWait();
            }
            assertThat(registry.lookup(pair[0].key())).isNull();
        } finally {
            registry.shards().get(0).lock.unlock();
            registry.shards().get(1).lock.unlock();
        }
        for (Thread writer : writers) {
            writer.join();
        }
        assertThat(registry.queueDepth()).isZero();
        assertThat(registry.size()).isEqualTo(2);
    }

    private static Entry[] oneInEachShard(ShardedRegistry registry) {
        Entry[] pair = new Entry[2];
        for (int i = 0; pair[0] == null || pair[1] == null; i++) {
            Owner owner = new Owner("session", "owner-" + i);
            pair[registry.shards().index(owner)] = new Entry(new Key("tool", "name-" + i), "handler", owner);
        }
        return pair;
    }

    private static ShardedRegistry registry(int shards) {
        return new ShardedRegistry(new ShardCount(shards));
    }

    private static Entry entry(String name) {
        return new Entry(new Key("tool", name), "handler", OWNER);
    }
}
