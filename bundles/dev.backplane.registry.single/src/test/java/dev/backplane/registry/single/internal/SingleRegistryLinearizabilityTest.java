package dev.backplane.registry.single.internal;

import dev.backplane.spi.registry.RegistryLinearizability;

public class SingleRegistryLinearizabilityTest extends RegistryLinearizability {

    public SingleRegistryLinearizabilityTest() {
        super(new SingleRegistry());
    }
}
