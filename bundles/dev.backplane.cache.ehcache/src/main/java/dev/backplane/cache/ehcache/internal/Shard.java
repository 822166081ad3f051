package dev.backplane.cache.ehcache.internal;

import dev.backplane.spi.cache.NamespaceSize;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
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

    private record Home(Bag<Node> nodes, Account account) {}

    private final ConcurrentHashMap<String, Account> accounts;
    private final Map<String, Home> homes = new HashMap<>();
    private final Wheel wheel;

    /** Written under the lock alone, with no need of others' seeing it at once. */
    private final AtomicLong entries = new AtomicLong();

    private final AtomicLong bytes = new AtomicLong();

    /** When the wheel is to be looked at, in milliseconds. */
    private volatile long wake = Long.MAX_VALUE;

    /** @param accounts of all namespaces, shared by all shards */
    Shard(ConcurrentHashMap<String, Account> accounts, long nowMillis) {
        this.accounts = accounts;
        wheel = new Wheel(nowMillis);
    }

    /** Takes one out and puts another in. Returns whether the one that was to go was in. */
    synchronized boolean change(@Nullable Node gone, @Nullable Node come) {
        boolean goes = gone != null && gone.in;
        if (come == null || come.in) {
            if (gone != null && goes) {
                leave(gone);
            }
        } else if (gone != null && goes) {
            replace(gone, come);
        } else {
            enter(come);
        }
        return goes;
    }

    /** Both have the same key. */
    private void replace(Node gone, Node come) {
        gone.in = false;
        come.in = true;
        Home home = home(gone);
        home.nodes.replace(gone, come);
        wheel.drop(gone);
        schedule(come);
        if (come.weight() != gone.weight()) {
            home.account.bytes.add(come.weight() - gone.weight());
            bytes.lazySet(bytes.get() + come.weight() - gone.weight());
        }
    }

    private void enter(Node node) {
        node.in = true;
        String namespace = node.key.namespace();
        Home home = homes.get(namespace);
        if (home == null) {
            home = new Home(new Bag<>(), opened(namespace));
            homes.put(namespace, home);
        }
        home.nodes.add(node);
        account(home, 1, node.weight());
        schedule(node);
    }

    private void schedule(Node node) {
        long due = node.leaves();
        wheel.add(node, due);
        if (due < wake) {
            wake = wheel.wake();
        }
    }

    private void account(Home home, int more, long moreBytes) {
        home.account.entries.add(more);
        home.account.bytes.add(moreBytes);
        entries.lazySet(entries.get() + more);
        bytes.lazySet(bytes.get() + moreBytes);
    }

    private Home home(Node node) {
        Home home = homes.get(node.key.namespace());
        if (home == null) {
            throw new IllegalStateException("the namespace of " + node.key + " has lost its entries");
        }
        return home;
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
        Home home = home(node);
        home.nodes.drop(node);
        account(home, -1, -node.weight());
        if (home.nodes.size() == 0) {
            homes.remove(node.key.namespace());
            accounts.computeIfPresent(node.key.namespace(), (name, account) -> --account.shards == 0 ? null : account);
        }
    }

    /**
     * Finds nodes that are due; at most as many as there is room for. They stay in until somebody takes them out.
     *
     * @param looks how many nodes to look at, at most
     */
    synchronized int poll(long nowMillis, int looks, Node[] found) {
        int due = wheel.poll(nowMillis, looks, found);
        wake = wheel.wake();
        return due;
    }

    long wake() {
        return wake;
    }

    long entries() {
        return entries.get();
    }

    long bytes() {
        return bytes.get();
    }

    /** Tells whether a weight is more than that of two entries here. */
    boolean above(long weight) {
        return weight * entries.get() > 2 * bytes.get();
    }

    synchronized List<String> namespaces() {
        return List.copyOf(homes.keySet());
    }

    /** Adds some of a namespace, spread over all of it. */
    synchronized void sample(String namespace, int count, int start, List<Node> found) {
        Home home = homes.get(namespace);
        if (home != null) {
            int size = home.nodes.size();
            int some = Math.min(size, count);
            for (int i = 0; i < some; i++) {
                found.add(home.nodes.get((int) ((start + (long) i * size / some) % size)));
            }
        }
    }

    synchronized Optional<Walk<Node>> walk(String namespace) {
        return Optional.ofNullable(homes.get(namespace)).map(home -> new Walk<>(this, home.nodes, node -> node));
    }
}
