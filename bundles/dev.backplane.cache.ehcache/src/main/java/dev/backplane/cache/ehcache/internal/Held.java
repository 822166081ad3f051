package dev.backplane.cache.ehcache.internal;

import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CachedValue;
import dev.backplane.spi.cache.ValueForm;
import org.jspecify.annotations.Nullable;

/**
 * What Ehcache keeps under a key: on the heap the very {@link Node} that was put; what has come from beside the heap has its bytes,
 * and the number by which its node is found.
 */
class Held {

    /** Tells it from what else was ever put, wherever it was since; 0: it has stayed on the heap, and is equal to itself alone. */
    final long number;

    private final byte @Nullable [] form;
    private @Nullable CachedValue value;

    Held(long number, byte[] form) {
        this.number = number;
        this.form = form;
    }

    Held(long number, CachedValue value) {
        this.number = number;
        this.form = null;
        this.value = value;
    }

    /** Returns the value, read from its bytes the first time. */
    final CachedValue value(CacheKey key) {
        CachedValue known = value;
        if (known == null) {
            if (form == null) {
                throw new IllegalStateException("the value of " + key + " is not on the heap");
            }
            known = ValueForm.read(key, form);
            value = known;
        }
        return known;
    }

    /** Returns the bytes that it takes on the heap. */
    long weight() {
        return form == null ? 0 : form.length;
    }

    /** Returns the value if it has been read; null: only its bytes are here, or it is beside the heap. */
    final @Nullable CachedValue known() {
        return value;
    }

    /** Returns the bytes; null: it was put on this heap. */
    final byte @Nullable [] form() {
        return form;
    }

    /** Forgets the value, which is beside the heap from now on. */
    final void leaveHeap() {
        value = null;
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return this == other || (number != 0 && other instanceof Held held && held.number == number);
    }

    @Override
    public final int hashCode() {
        return number == 0 ? System.identityHashCode(this) : Long.hashCode(number);
    }
}
