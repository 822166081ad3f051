package dev.backplane.cache.ehcache.internal;

import dev.backplane.spi.cache.CacheTier;
import dev.backplane.spi.cache.CacheTierContract;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** On the heap, the contract of all tiers. */
class EhcacheTierTest extends CacheTierContract {

    private @Nullable EhcacheTier made;

    @Override
    protected CacheTier create(Clock clock) {
        made = new EhcacheTier(clock, sizes());
        return made;
    }

    Sizes sizes() {
        return new Sizes(16, 0, 0);
    }

    @AfterEach
    void close() {
        made.deactivate();
    }
}
