package dev.backplane.cache.redis.internal;

import dev.backplane.spi.cache.CacheEntry;
import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CachedValue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Walks through a namespace, a few keys and values at a time. One that moves meanwhile may come twice. For one thread. */
final class Walk implements Iterator<CacheEntry> {

    private static final int KEYS = 64;

    /** Values at a time, so that large ones keep within a call's bound, too. */
    private static final int VALUES = 16;

    private final String namespace;
    private final Function<Command, List<?>> ask;
    private final Function<Collection<CacheKey>, Map<CacheKey, CachedValue>> peek;
    private final Deque<CacheKey> keys = new ArrayDeque<>();
    private final Deque<CacheEntry> entries = new ArrayDeque<>();
    private String cursor = "0";
    private boolean last;

    Walk(
            String namespace,
            Function<Command, List<?>> ask,
            Function<Collection<CacheKey>, Map<CacheKey, CachedValue>> peek) {
        this.namespace = namespace;
        this.ask = ask;
        this.peek = peek;
    }

    Stream<CacheEntry> stream() {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(this, 0), false);
    }

    @Override
    public boolean hasNext() {
        while (entries.isEmpty() && !(keys.isEmpty() && last)) {
            if (keys.isEmpty()) {
                moreKeys();
            } else {
                moreValues();
            }
        }
        return !entries.isEmpty();
    }

    private void moreKeys() {
        List<?> reply =
                ask.apply(new Command(Script.KEYS).add(namespace).add(cursor).add(KEYS));
        cursor = Replies.text(reply.get(0));
        last = cursor.equals("0");
        for (Object key : Replies.list(reply.get(1))) {
            keys.add(new CacheKey(namespace, Replies.text(key)));
        }
    }

    private void moreValues() {
        List<CacheKey> some = new ArrayList<>();
        while (some.size() < VALUES && !keys.isEmpty()) {
            some.add(keys.remove());
        }
        peek.apply(some).forEach((key, value) -> entries.add(new CacheEntry(key, value)));
    }

    @Override
    public CacheEntry next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return entries.remove();
    }
}
