package dev.backplane.cache.hazelcast.internal;

import dev.backplane.spi.cache.CacheTier;
import dev.backplane.spi.cache.CacheTierContract;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;

class HazelcastCacheTierTest extends CacheTierContract {

    private HazelcastCacheTier tier;

    /** The machine may be busy, and what is asked here is not how fast it is. */
    @Override
    protected CacheTier create(Clock clock) {
        tier = new HazelcastCacheTier(Clusters.alone(), clock);
        return tier;
    }

    @AfterEach
    void closeTier() {
        tier.deactivate();
    }
}
