package dev.backplane.plugin.container.internal.config;

import dev.backplane.api.Param;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A configuration, secrets masked.
 *
 * @param properties without the PIDs, sorted by key
 */
public record ConfigurationDetail(
        String pid,

        @Param("Set where it is one of several of a factory") @Nullable
        String factoryPid,

        @Param("The bundle it is bound to; ? is any") @Nullable
        String bundleLocation,

        @Param("Grows by each change") long changeCount,
        @Param("Its values; a secret is shown as ***") Map<String, Object> properties) {}
