package dev.backplane.checklist.internal.natives;

import dev.backplane.checklist.internal.RosterCheck;
import dev.backplane.checklist.internal.Swaps;
import dev.backplane.spi.check.Check;
import dev.backplane.spi.check.Measurement;
import dev.backplane.spi.check.Verdict;
import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.slot.Slot;
import dev.backplane.spi.slot.Slots;
import java.util.Collection;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether the active codec, and what it uses, is Java alone. */
@Component(service = Check.class)
public final class PureCodec extends RosterCheck {

    private final BundleContext context;
    private final Slots slots;

    @Activate
    public PureCodec(BundleContext context, @Reference Slots slots) {
        super("native.codec");
        this.context = context;
        this.slots = slots;
    }

    @Override
    public Measurement measure() throws InvalidSyntaxException {
        String active = Swaps.active(slots, Slot.CODEC);
        Collection<ServiceReference<Codec>> references =
                context.getServiceReferences(Codec.class, "(" + Slot.VARIANT + "=" + active + ")");
        if (references.isEmpty()) {
            throw new IllegalStateException("there is no active codec");
        }
        Set<Bundle> bundles = Wired.closure(
                references.stream().map(ServiceReference::getBundle).filter(bundle -> bundle != null));
        long with = bundles.stream().filter(Wired::bringsLibraries).count();
        return Measurement.of(with, "bundles with native code", "0", Verdict.below(with, 1, 1))
                .saying(active + ", of " + bundles.size() + " bundles")
                .remedy(Swaps.other(slots, Slot.CODEC, "gson"));
    }
}
