package dev.backplane.engine.internal;

import dev.backplane.spi.registry.Owner;
import org.jspecify.annotations.Nullable;

/**
 * What a call runs, and the count of the calls that run it: so its removal can wait for them. Thread-safe.
 *
 * @param <T> what is run
 */
interface Place<T> {

    T value();

    /** Returns who has brought it; of several, one of them. */
    Owner owner();

    /** Tells whether it serves no more; where nothing has taken its place, something may still come back to it. */
    boolean away();

    /** Begins a use, which {@link #exit} must end. Returns false, with nothing begun, if it is away. */
    boolean enter();

    void exit();

    /** Returns what is found under its name now, itself or another; null: nothing. */
    @Nullable
    Place<T> now();

    /**
     * Lets something wait until it is decided what comes in its place.
     *
     * @return false if that is decided already
     * @throws ProtocolException if too many wait
     */
    boolean hold(Held held);

    /** Lets it wait no longer. */
    void forget(Held held);
}
