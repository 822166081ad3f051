package dev.backplane.itests.cached;

import dev.backplane.api.CallContext;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CacheTier;
import dev.backplane.spi.cache.CacheTierException;
import dev.backplane.spi.cache.CachedValue;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Does something to the active tier of a slot and answers with what came of it and how many milliseconds that took, such as
 * {@code one 0}; {@code none} where there is nothing, {@code failed} where the tier could not. Thread-safe.
 */
@Component(service = Tool.class)
public final class TierTool implements Tool<TierTool.Wish> {

    private static final long LIFE_MILLIS = 600_000;

    /**
     * @param slot cache.l2 or cache.l3
     * @param act put, get, or invalidate, for which the key is the tag; all values have the tag {@code t}
     * @param value to be put
     */
    public record Wish(String slot, String act, String key, String value) {}

    @Reference(
            target = "(&(active=true)(slot=cache.l2))",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile CacheTier second;

    @Reference(
            target = "(&(active=true)(slot=cache.l3))",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile CacheTier third;

    @Override
    public ToolInfo<Wish> info() {
        return ToolInfo.of("tier", Wish.class).blocking();
    }

    @Override
    public ToolResult call(Wish wish, CallContext context) {
        CacheTier tier = wish.slot().equals("cache.l2") ? second : third;
        if (tier == null) {
            return ToolResult.text("no tier");
        }
        long began = System.nanoTime();
        String result;
        try {
            result = act(tier, wish);
        } catch (CacheTierException e) {
            result = "failed";
        }
        return ToolResult.text(result + " " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
    }

    private static String act(CacheTier tier, Wish wish) {
        CacheKey key = new CacheKey("it", wish.key());
        switch (wish.act()) {
            case "put" -> {
                byte[] bytes = wish.value().getBytes(StandardCharsets.UTF_8);
                long now = System.currentTimeMillis();
                long end = now + LIFE_MILLIS;
                tier.put(key, new CachedValue(bytes, "", bytes.length, "e", now, end, end, 0, Set.of("t"), false));
                return "put";
            }
            case "invalidate" -> {
                return String.valueOf(tier.invalidate(wish.key()));
            }
            default -> {
                CachedValue found = tier.get(key);
                return found == null ? "none" : new String(found.bytes(), StandardCharsets.UTF_8);
            }
        }
    }
}
