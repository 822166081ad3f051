package dev.backplane.checklist.internal.json;

import dev.backplane.checklist.internal.Recent;
import dev.backplane.checklist.internal.RosterCheck;
import dev.backplane.checklist.internal.Settings;
import dev.backplane.spi.check.Action;
import dev.backplane.spi.check.Check;
import dev.backplane.spi.check.Measurement;
import dev.backplane.spi.check.Verdict;
import dev.backplane.spi.transport.MessageSizes;
import dev.backplane.spi.transport.Transport;
import java.util.Collection;
import java.util.Locale;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** How much of the heap the largest message may take that a transport lets in, and how many were larger. For one thread. */
@Component(service = Check.class)
public final class SizeLimits extends RosterCheck {

    private static final double MODERATE_PERCENT = 5;
    private static final int USUAL = 4 * 1024 * 1024;

    private final BundleContext context;
    private final Settings settings;
    private final Recent refused = new Recent();

    @Activate
    public SizeLimits(BundleContext context, @Reference Settings settings) {
        super("json.size-limits");
        this.context = context;
        this.settings = settings;
    }

    @Override
    public Measurement measure() throws InvalidSyntaxException {
        Collection<ServiceReference<Transport>> references = context.getServiceReferences(Transport.class, null);
        int most = 0;
        String name = "";
        long count = 0;
        for (ServiceReference<Transport> reference : references) {
            Transport transport = context.getService(reference);
            if (transport != null) {
                MessageSizes sizes = transport.sizes();
                count += sizes.refused();
                if (sizes.bytesMax() > most) {
                    most = sizes.bytesMax();
                    name = transport.name();
                }
                context.ungetService(reference);
            }
        }
        if (most == 0) {
            throw new IllegalStateException("no transport tells its limit");
        }
        long heap = Runtime.getRuntime().maxMemory();
        double percent = 100.0 * most / heap;
        long lately = refused.growth(count, settings.windowMillis());
        int wanted = (int) Math.min(USUAL, Long.highestOneBit(heap / 100));
        return Measurement.of(
                        percent,
                        "% of the heap",
                        "under 5 for one message",
                        Verdict.below(percent, MODERATE_PERCENT, 4 * MODERATE_PERCENT))
                .saying(String.format(
                        Locale.ROOT,
                        "%d bytes at most, by %s; %d messages were larger lately, %d in all",
                        most,
                        name,
                        lately,
                        count))
                .remedy(
                        name.equals("http")
                                ? Action.configure("dev.backplane.transport.http", "bodyBytesMax", wanted)
                                : Action.advice("set messageBytesMax of the listener " + name + " to " + wanted));
    }
}
