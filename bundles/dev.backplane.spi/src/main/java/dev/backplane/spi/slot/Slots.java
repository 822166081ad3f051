package dev.backplane.spi.slot;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The backplane itself: which implementation of each contract is active. An OSGi service, thread-safe. */
@ProviderType
public interface Slots {

    /** Returns all slots, by name. */
    List<SlotState> states();

    /**
     * Makes a variant active, with the state of the one that is, and has the configuration say so. Returns when that is
     * done: for a large state, after seconds. Interrupting the thread rolls back.
     *
     * @return what the swap did; the last one where the variant is active already
     * @throws IllegalArgumentException if there is no such slot, or no such variant in it; the message names those there are
     * @throws SwapException if it failed and was rolled back
     */
    Swap use(String slot, String variant, SwapProgress progress);

    /** Returns the last swaps of all slots, at most {@value #HISTORY_MAX} of each, in the order of their beginning. */
    List<Swap> history();

    int HISTORY_MAX = 100;
}
