package dev.backplane.transport.http.internal;

import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Owner;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.slot.SlotEmptyException;
import dev.backplane.spi.transport.Transport;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Enters into the registry where a transport is reached: kind {@code endpoint}, named by its address. Confined to the
 * transport, which changes it at one time only.
 */
final class Address {

    static final String KIND = "endpoint";

    private static final Logger LOG = LoggerFactory.getLogger(Address.class);

    private final Registry registry;
    private final Transport transport;
    private final Owner owner;
    private @Nullable Entry entry;

    /** @param bundle the id of the bundle that it belongs to */
    Address(Registry registry, Transport transport, long bundle) {
        this.registry = registry;
        this.transport = transport;
        this.owner = new Owner("bundle", Long.toString(bundle));
    }

    /** Makes known where the transport is reached now, or that it cannot be reached. */
    void update() {
        Entry former = entry;
        String address = transport.address();
        if (former != null && former.key().name().equals(address)) {
            return;
        }
        try {
            if (former != null) {
                registry.unregister(former);
            }
            entry = address == null ? null : enter(address);
        } catch (SlotEmptyException e) {
            LOG.warn("{} is not in the registry as it is now: {}", transport.name(), e.getMessage());
        }
    }

    private Entry enter(String address) {
        Map<String, String> metadata = Map.of("transport", transport.name(), "address", address);
        Entry next = new Entry(new Key(KIND, address), transport, owner, metadata);
        Entry stale = registry.register(next);
        if (stale != null) {
            // An address is held by one at a time: whoever entered it could not take it out.
            registry.replace(stale, next);
        }
        return next;
    }
}
