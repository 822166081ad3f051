package dev.backplane.spi.slot;

import org.osgi.annotation.versioning.ConsumerType;

/** Told how far a swap is: at each phase, and now and then within one, on the thread that asked for the swap. */
@ConsumerType
@FunctionalInterface
public interface SwapProgress {

    /**
     * @param done entries or sessions that have gone over
     * @param total how many there were when the swap began
     */
    void at(SlotPhase phase, long done, long total);
}
