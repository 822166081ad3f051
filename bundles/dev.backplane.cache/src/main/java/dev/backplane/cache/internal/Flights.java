package dev.backplane.cache.internal;

import dev.backplane.spi.cache.CacheKey;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The values that are being loaded. Thread-safe. */
final class Flights {

    private final ConcurrentHashMap<CacheKey, Flight> all = new ConcurrentHashMap<>();

    /** Takes the flight in, unless there is one for its key. Returns that, or null. */
    @Nullable
    Flight join(CacheKey key, Flight mine) {
        return all.putIfAbsent(key, mine);
    }

    /** Lets a flight go: who comes from here on does not join it. */
    void leave(CacheKey key, Flight flight) {
        all.remove(key, flight);
    }

    /** Has nobody join what is under way for a key, nor that be kept, but for one flight. Under the key's lock. */
    void supersede(CacheKey key, @Nullable Flight except) {
        Flight flight = all.get(key);
        if (flight != null && flight != except) {
            flight.supersede();
            all.remove(key, flight);
        }
    }
}
