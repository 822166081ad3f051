package dev.backplane.cache.ehcache.internal;

import org.ehcache.core.spi.time.TimeSource;
import org.ehcache.core.spi.time.TimeSourceService;
import org.ehcache.spi.service.Service;
import org.ehcache.spi.service.ServiceProvider;

/** Ehcache's clock: the time at which the tier was last called, as the tier has asked for it already. For it to see what is old. */
final class CoarseTime implements TimeSourceService, TimeSource {

    private volatile long millis;

    void set(long now) {
        if (millis != now) {
            millis = now;
        }
    }

    @Override
    public long getTimeMillis() {
        return millis;
    }

    @Override
    public TimeSource getTimeSource() {
        return this;
    }

    @Override
    public void start(ServiceProvider<Service> services) {
        // it has all it needs
    }

    @Override
    public void stop() {
        // nothing to let go
    }
}
