package dev.backplane.spi.cache;

import java.time.Clock;

/** Sees that the contract can be kept, and that the tier other tests rely on does. */
class MemoryTierTest extends CacheTierContract {

    @Override
    protected CacheTier create(Clock clock) {
        return new MemoryTier(clock);
    }
}
