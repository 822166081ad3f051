package dev.backplane.cache.hazelcast.internal;

import dev.backplane.spi.cache.CacheTier;
import dev.backplane.spi.cache.CacheTierContract;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** All of it on one member, which takes a second to start; each test begins with the member empty, at a time of its own. */
class HazelcastCacheTierTest extends CacheTierContract {

    private static final CurrentClock NOW = new CurrentClock();
    private static HazelcastCacheTier tier;

    /** The clock of the test that runs. */
    private static final class CurrentClock extends Clock {
        private volatile Clock current = Clock.systemUTC();

        @Override
        public Instant instant() {
            return current.instant();
        }

        @Override
        public long millis() {
            return current.millis();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    /** The machine may be busy, and what is asked here is not how fast it is. */
    @BeforeAll
    static void startMember() {
        tier = new HazelcastCacheTier(Clusters.alone(), NOW);
    }

    @AfterAll
    static void stopMember() {
        tier.deactivate();
    }

    @Override
    protected CacheTier create(Clock clock) {
        NOW.current = clock;
        tier.clear();
        return tier;
    }
}
