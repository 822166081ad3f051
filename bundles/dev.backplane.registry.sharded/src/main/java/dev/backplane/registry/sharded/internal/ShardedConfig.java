package dev.backplane.registry.sharded.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the sharded registry, PID {@value ShardedRegistry#PID}. */
@ObjectClassDefinition(
        id = ShardedRegistry.PID,
        name = "Backplane: sharded registry",
        description =
                "Into how many parts the registry is cut. Changes apply at once and lose nothing: writes wait while"
                        + " the entries are placed anew, look-ups do not.")
public @interface ShardedConfig {

    @AttributeDefinition(
            name = "Shards",
            description = "How many writes can go on at once, 1 to 4096, rounded up to a power of two;"
                    + " 0: four for each processor.",
            min = "0",
            max = "4096")
    int shards() default 0;
}
