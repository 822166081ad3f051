package dev.backplane.cache.ehcache.internal;

import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.NamespaceSize;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What Ehcache does not know of its entries: which have a tag, which a namespace, and when each is due. Thread-safe.
 *
 * <p>It changes with Ehcache's own table, under the lock that this has for the key ({@link Follower}), so both always agree on a
 * key. Its own locks are taken under that one, and Ehcache is never called under them.
 */
final class Index {

    private static final int SHARDS = 16;
    private static final int SAMPLE = 8;

    private final ConcurrentHashMap<String, Shard.Account> accounts = new ConcurrentHashMap<>();
    private final Shard[] shards = new Shard[SHARDS];
    private final Tags tags = new Tags();

    /** Those whose values are beside the heap, by number; null: none are. */
    private final @Nullable ConcurrentHashMap<Long, Node> numbered;

    Index(boolean besideHeap, long nowMillis) {
        for (int i = 0; i < SHARDS; i++) {
            shards[i] = new Shard(accounts, nowMillis);
        }
        numbered = besideHeap ? new ConcurrentHashMap<>() : null;
    }

    Shard shard(CacheKey key) {
        int hash = key.hashCode() * 0x9E3779B9;
        return shards[hash >>> 28];
    }

    /** Returns the node of what is kept; null: it has gone. */
    @Nullable
    Node node(Held held) {
        if (held instanceof Node node) {
            return node;
        }
        return numbered == null ? null : numbered.get(held.number);
    }

    /** Puts a node in; one that is in stays so. */
    void enter(Node node) {
        change(null, node);
    }

    /** Takes out what is kept no longer. Returns its node; null: it was not in. */
    @Nullable
    Node leave(Held held) {
        Node node = node(held);
        return node != null && change(node, null) ? node : null;
    }

    /** Puts a node in the place of what was kept under its key. */
    void replace(Held held, Node node) {
        change(node(held), node);
    }

    private boolean change(@Nullable Node gone, @Nullable Node come) {
        Node key = come == null ? gone : come;
        if (key == null) {
            return false;
        }
        boolean fresh = come != null && !come.in;
        if (come != null && fresh) {
            if (numbered != null) {
                numbered.put(come.number, come);
            }
            tags.add(come);
        }
        boolean went = shard(key.key).change(gone, come);
        if (gone != null && went) {
            tags.drop(gone);
            if (numbered != null) {
                numbered.remove(gone.number);
            }
        }
        return went;
    }

    Optional<Walk<Link>> withTag(String tag) {
        return tags.walk(tag);
    }

    /** Returns walks over all there is; each begins when it is asked for. */
    Iterator<Walk<Node>> walks() {
        return Arrays.stream(shards)
                .flatMap(shard -> shard.namespaces().stream().map(shard::walk))
                .flatMap(Optional::stream)
                .iterator();
    }

    /** Returns walks over what there is of a namespace. */
    Iterator<Walk<Node>> walks(String namespace) {
        return Arrays.stream(shards)
                .map(shard -> shard.walk(namespace))
                .flatMap(Optional::stream)
                .iterator();
    }

    /** Returns some of a namespace, chosen at random, those first that were used least lately. */
    List<Node> sample(String namespace) {
        List<Node> found = new ArrayList<>(SAMPLE);
        int random = ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);
        for (int i = 0; i < SHARDS && found.size() < SAMPLE; i++) {
            shards[(random + i) & (SHARDS - 1)].sample(namespace, SAMPLE - found.size(), random >>> 4, found);
        }
        found.sort(Comparator.comparingLong(Node::used));
        return found;
    }

    List<Shard> shards() {
        return List.of(shards);
    }

    /** Returns when the next one may be due, in milliseconds. */
    long wake() {
        long wake = Long.MAX_VALUE;
        for (Shard shard : shards) {
            wake = Math.min(wake, shard.wake());
        }
        return wake;
    }

    long size() {
        long size = 0;
        for (Shard shard : shards) {
            size += shard.entries();
        }
        return size;
    }

    long bytes() {
        long bytes = 0;
        for (Shard shard : shards) {
            bytes += shard.bytes();
        }
        return bytes;
    }

    NamespaceSize size(String namespace) {
        Shard.Account account = accounts.get(namespace);
        return account == null ? new NamespaceSize(namespace, 0, 0) : account.size(namespace);
    }

    List<NamespaceSize> namespaces() {
        return accounts.entrySet().stream()
                .map(entry -> entry.getValue().size(entry.getKey()))
                .filter(size -> size.entries() > 0)
                .toList();
    }

    /** Returns how many tags have nodes. */
    int tags() {
        return tags.size();
    }
}
