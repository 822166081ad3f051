package ${package};

import dev.backplane.spi.registry.RegistryLinearizability;

/** What happens to one key on several threads could have happened one after the other. */
public class SortedRegistryLinearizabilityTest extends RegistryLinearizability {

    public SortedRegistryLinearizabilityTest() {
        super(new SortedRegistry());
    }
}
