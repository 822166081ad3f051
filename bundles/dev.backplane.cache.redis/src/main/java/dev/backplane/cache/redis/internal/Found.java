package dev.backplane.cache.redis.internal;

import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CachedValue;
import dev.backplane.spi.cache.ValueForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what the server has under keys. A value that is broken, over, or another key's is none. For one thread. */
final class Found {

    private static final Logger LOG = LoggerFactory.getLogger(Found.class);

    private final List<CacheKey> keys;
    private final long now;
    private final List<CacheKey> over = new ArrayList<>();
    private long broken;

    Found(List<CacheKey> keys, long now) {
        this.keys = keys;
        this.now = now;
    }

    /** Reads the replies to all commands, in the order of the keys. */
    void read(List<Object> replies, Map<CacheKey, CachedValue> into) {
        int next = 0;
        for (Object reply : replies) {
            if (Replies.failed(reply)) {
                broken++;
                return;
            }
            for (Object form : Replies.list(reply)) {
                if (next == keys.size()) {
                    broken++;
                    return;
                }
                read(keys.get(next++), form, into);
            }
        }
    }

    private void read(CacheKey key, Object form, Map<CacheKey, CachedValue> into) {
        if (form instanceof Long) {
            over.add(key);
        } else if (form instanceof byte[] bytes) {
            try {
                CachedValue value = ValueForm.read(key, bytes);
                if (value.expired(now)) {
                    over.add(key);
                } else {
                    into.put(key, value);
                }
            } catch (IllegalArgumentException e) {
                broken++;
                LOG.debug("A value that is none was found under {}", key, e);
            }
        } else if (form != null) {
            broken++;
        }
    }

    /** Those whose time was over. */
    List<CacheKey> over() {
        return over;
    }

    /** Those that were none. */
    long broken() {
        return broken;
    }
}
