package dev.backplane.metrics.internal;

import dev.backplane.spi.cache.CacheTier;
import dev.backplane.spi.cache.CacheTierException;
import dev.backplane.spi.cache.HeldStatistics;
import dev.backplane.spi.cache.HeldValues;
import dev.backplane.spi.cache.TierStatistics;
import dev.backplane.spi.slot.Slot;
import org.jspecify.annotations.Nullable;

/** Figures of the cache, tier by tier, and of what bundles hold by themselves. */
record CacheMeters(Parts parts) implements Source {

    @Override
    public void read(Figures out) {
        tier(out, "l1", Slot.CACHE_L1, parts.first);
        tier(out, "l2", Slot.CACHE_L2, parts.second);
        tier(out, "l3", Slot.CACHE_L3, parts.third);
        for (HeldValues values : parts.held) {
            held(out, values.namespace(), values.statistics());
        }
    }

    private void tier(Figures out, String name, String slot, @Nullable CacheTier tier) {
        if (tier == null || !parts.filled(slot)) {
            return;
        }
        TierStatistics now = tier.statistics();
        boolean up = !now.details().containsKey(TierStatistics.TROUBLE);
        if (up) {
            try {
                out.gauge("mcp_cache_entries", "Values", tier.size(), "tier", name);
                out.gauge("mcp_cache_bytes", "What the values weigh", tier.bytes(), "tier", name);
                long capacity = tier.capacity();
                if (capacity < Long.MAX_VALUE) {
                    out.gauge("mcp_cache_capacity_bytes", "What there is room for", capacity, "tier", name);
                }
            } catch (CacheTierException e) {
                up = false;
            }
        }
        out.gauge("mcp_cache_up", "1: it is of use; 0: the cache goes on without it", up ? 1 : 0, "tier", name);
        String gets = "Looks for a value";
        out.counter("mcp_cache_gets", gets, now.hits(), "tier", name, "result", "hit");
        out.counter("mcp_cache_gets", gets, now.misses(), "tier", name, "result", "miss");
        out.counter("mcp_cache_puts", "Values that were put in", now.puts(), "tier", name);
        out.counter("mcp_cache_removals", "Values that were taken out", now.removals(), "tier", name);
        out.counter("mcp_cache_evictions", "Values that went for want of space", now.evictions(), "tier", name);
        out.counter("mcp_cache_expirations", "Values whose time was over", now.expirations(), "tier", name);
        out.counter("mcp_cache_failures", "What the tier could not do", now.failures(), "tier", name);
    }

    private static void held(Figures out, String namespace, HeldStatistics now) {
        out.gauge("mcp_held_entries", "Values that a bundle holds by itself", now.entries(), "namespace", namespace);
        out.gauge("mcp_held_bytes", "About what those take", now.bytes(), "namespace", namespace);
        String gets = "Looks for a value that a bundle holds by itself";
        out.counter("mcp_held_gets", gets, now.hits(), "namespace", namespace, "result", "hit");
        out.counter("mcp_held_gets", gets, now.misses(), "namespace", namespace, "result", "miss");
        out.counter("mcp_held_evictions", "Those that went for want of space", now.evictions(), "namespace", namespace);
    }
}
