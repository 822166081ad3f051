package dev.backplane.registry.sharded.internal;

import dev.backplane.spi.registry.RegistryLinearizability;

public class ShardedRegistryLinearizabilityTest extends RegistryLinearizability {

    public ShardedRegistryLinearizabilityTest() {
        super(new ShardedRegistry(new ShardCount(2)));
    }
}
