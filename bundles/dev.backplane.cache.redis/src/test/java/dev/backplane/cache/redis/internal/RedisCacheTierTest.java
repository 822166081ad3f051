package dev.backplane.cache.redis.internal;

import dev.backplane.spi.cache.CacheTier;
import dev.backplane.spi.cache.CacheTierContract;
import java.time.Clock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

class RedisCacheTierTest extends CacheTierContract {

    private static RedisServer server;

    private RedisCacheTier tier;

    @BeforeAll
    static void startServer() throws Exception {
        server = new RedisServer("--save", "");
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    /** The machine may be busy, and what is asked here is not how fast it is. */
    @Override
    protected CacheTier create(Clock clock) {
        tier = new RedisCacheTier(server.settings(20_000), clock);
        tier.clear();
        return tier;
    }

    @AfterEach
    void closeTier() {
        tier.deactivate();
    }
}
