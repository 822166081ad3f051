package dev.backplane.spi.cache;

import java.util.Collection;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Told what other nodes do to a tier that is shared with them, so that faster tiers of this node forget what is outdated. Calls
 * do not wait; what they tell of may have happened a moment ago.
 */
@ProviderType
public interface CacheWatcher {

    /** Other nodes have put something under these keys, or removed it. */
    void written(Collection<CacheKey> keys);

    /** Other nodes have invalidated these tags. */
    void invalidated(Collection<String> tags);

    /** Other nodes have cleared this namespace. */
    void cleared(String namespace);

    /** What other nodes have done can no longer be told, such as after a lost connection: anything may have changed. */
    void missed();
}
