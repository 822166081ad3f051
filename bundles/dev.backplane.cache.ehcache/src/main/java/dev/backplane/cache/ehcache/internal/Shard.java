package dev.backplane.cache.ehcache.internal;

import dev.backplane.spi.cache.NamespaceSize;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The nodes of some of the keys: by namespace, and by when they are due. Guarded by itself; nothing else is locked under it. */
final class Shard {

    /** How much there is of a namespace, in all shards. */
    static final class Account {
        final LongAdder entries = new LongAdder();
        final LongAdder bytes = new LongAdder();

        /** How many shards have some of it; changed where the table of accounts is locked for it. */
        int shards;

        NamespaceSize size(String namespace) {
            return new NamespaceSize(namespace, entries.sum(), bytes.sum());
        }
    }

    private record Home(Group group, Account account) {}

    private final ConcurrentHashMap<String, Account> accounts;
    private final Map<String, Home> homes = new HashMap<>();
    private final Wheel wheel;

    /** Written under the lock alone. */
    private volatile long entries;

    private volatile long bytes;

    /** When the wheel is to be looked at, in milliseconds. */
    private volatile long wake = Long.MAX_VALUE;

    /** @param accounts of all namespaces, shared by all shards */
    Shard(ConcurrentHashMap<String, Account> accounts, long nowMillis) {
        this.accounts = accounts;
        wheel = new Wheel(nowMillis);
    }

    /** Takes one out and puts another in. Returns whether the one that was to go was in. */
    @SuppressWarnings("NonAtomicVolatileUpdate")
    synchronized boolean change(@Nullable Node gone, @Nullable Node come) {
        boolean went = gone != null && gone.in;
        if (gone != null && went) {
            leave(gone);
        }
        if (come != null && !come.in) {
            enter(come);
        }
        return went;
    }

    private void enter(Node node) {
        node.in = true;
        String namespace = node.key.namespace();
        Home home = homes.get(namespace);
        if (home == null) {
            home = new Home(new Group(namespace), opened(namespace));
            homes.put(namespace, home);
        }
        Link link = new Link(node);
        node.home = link;
        home.group.add(link);
        home.account.entries.increment();
        home.account.bytes.add(node.weight());
        entries = entries + 1;
        bytes = bytes + node.weight();
        long due = node.due();
        wheel.add(node, due);
        if (due < wake) {
            wake = wheel.wake();
        }
    }

    private Account opened(String namespace) {
        return accounts.compute(namespace, (name, known) -> {
            Account account = known == null ? new Account() : known;
            account.shards++;
            return account;
        });
    }

    private void leave(Node node) {
        node.in = false;
        wheel.drop(node);
        String namespace = node.key.namespace();
        Home home = homes.get(namespace);
        Link link = node.home;
        if (home == null || link == null) {
            throw new IllegalStateException("namespace " + namespace + " has lost its entries");
        }
        home.account.entries.decrement();
        home.account.bytes.add(-node.weight());
        entries = entries - 1;
        bytes = bytes - node.weight();
        if (home.group.drop(link)) {
            homes.remove(namespace);
            accounts.computeIfPresent(namespace, (name, account) -> --account.shards == 0 ? null : account);
        }
    }

    /** Finds nodes that are due; at most as many as there is room for. They stay in until somebody takes them out. */
    synchronized int poll(long nowMillis, Node[] found) {
        int due = wheel.poll(nowMillis, found.length, found);
        wake = wheel.wake();
        return due;
    }

    long wake() {
        return wake;
    }

    long entries() {
        return entries;
    }

    long bytes() {
        return bytes;
    }

    /** Tells whether a weight is more than that of two entries here. */
    boolean above(long weight) {
        return weight * entries > 2 * bytes;
    }

    synchronized List<String> namespaces() {
        return List.copyOf(homes.keySet());
    }

    synchronized Walk walk(String namespace) {
        Home home = homes.get(namespace);
        return home == null ? Walk.NONE : new Walk(this, home.group);
    }
}
