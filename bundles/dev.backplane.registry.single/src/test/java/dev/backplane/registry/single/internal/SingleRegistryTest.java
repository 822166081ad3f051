package dev.backplane.registry.single.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Owner;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.registry.RegistryContract;
import org.junit.jupiter.api.Test;

class SingleRegistryTest extends RegistryContract {

    @Override
    protected Registry create() {
        return new SingleRegistry();
    }

    @Test
    void lastEntryGone_keepsNoOwner() {
        SingleRegistry registry = new SingleRegistry();
        Owner owner = new Owner("session", "1");
        Entry first = new Entry(new Key("subscription", "a"), "a", owner);
        Entry second = new Entry(new Key("subscription", "b"), "b", owner);
        registry.register(first);
        registry.register(second);
        registry.unregister(first);
        assertThat(registry.owners()).isEqualTo(1);

        registry.unregister(second);

        assertThat(registry.owners()).isZero();
        assertThat(registry.size()).isZero();
    }
}
