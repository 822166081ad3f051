package ${package};

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Owner;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.registry.RegistryContract;
import org.junit.jupiter.api.Test;

/** What every registry does, and what this one does besides. */
class SortedRegistryTest extends RegistryContract {

    @Override
    protected Registry create() {
        return new SortedRegistry();
    }

    @Test
    void entries_areInTheOrderOfTheirNames() {
        Registry registry = create();
        Owner owner = new Owner("bundle", "1");
        for (String name : new String[] {"pear", "apple", "quince"}) {
            registry.register(new Entry(new Key("tool", name), name, owner));
            registry.register(new Entry(new Key("tools", name), name, owner));
        }

        assertThat(registry.entries("tool").map(Entry::value)).containsExactly("apple", "pear", "quince");
    }
}
