package dev.backplane.shell.internal;

import dev.backplane.spi.slot.Slot;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * Finds the facade of a slot. A reference that Karaf injects is no way to it: where a command wants one service, Karaf
 * does not heed the reference's filter, gives some implementation, and holds that after it has gone.
 */
final class Active {

    private Active() {}

    /** Returns what is active of a contract, or null. */
    static <T> @Nullable T of(@Nullable BundleContext context, Class<T> contract) {
        if (context == null) {
            return null;
        }
        try {
            for (ServiceReference<T> reference : context.getServiceReferences(contract, Slot.ACTIVE_TARGET)) {
                T facade = context.getService(reference);
                if (facade != null) {
                    // It is one object for all, and good as long as its slot is there.
                    context.ungetService(reference);
                    return facade;
                }
            }
            return null;
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
