package dev.backplane.spi.slot;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The backplane itself: which implementation of each contract is active. An OSGi service, thread-safe. */
@ProviderType
public interface Slots {

    /** Returns all slots, by name. */
    List<SlotState> states();
}
