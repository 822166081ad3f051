package dev.backplane.cache.redis.internal;

import dev.backplane.spi.cache.CacheWrite;
import dev.backplane.spi.cache.TierCounters;
import java.util.List;

/** What came of some writes. For one thread. */
final class Tally {

    private final List<CacheWrite> writes;
    private final TierCounters counters;
    private long gone;
    private boolean more;

    Tally(List<CacheWrite> writes, TierCounters counters) {
        this.writes = writes;
        this.counters = counters;
    }

    /** Reads the replies, one to each write. */
    void read(List<Object> replies) {
        for (int i = 0; i < writes.size(); i++) {
            Object reply = replies.get(i);
            if (writes.get(i) instanceof CacheWrite.Put put) {
                counters.put(Replies.number(reply));
                if (Replies.full(reply)) {
                    counters.evicted(put.key().namespace());
                }
            } else if (writes.get(i) instanceof CacheWrite.Remove) {
                gone += Replies.number(reply);
            } else {
                List<?> counts = Replies.list(reply);
                gone += Replies.number(counts.get(0));
                more |= Replies.number(counts.get(1)) > 0;
            }
        }
        counters.removed(gone);
    }

    /** How many values were removed, invalidated or cleared. */
    long gone() {
        return gone;
    }

    /** Whether some of what has gone is to be taken away yet. */
    boolean more() {
        return more;
    }
}
