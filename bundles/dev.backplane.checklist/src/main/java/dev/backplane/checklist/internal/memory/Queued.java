package dev.backplane.checklist.internal.memory;

import dev.backplane.checklist.internal.RosterCheck;
import dev.backplane.spi.check.Action;
import dev.backplane.spi.check.Check;
import dev.backplane.spi.check.Measurement;
import dev.backplane.spi.check.Verdict;
import dev.backplane.spi.transport.Transport;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.Locale;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** How much of the heap messages take that wait for peers, and what is beside the heap. */
@Component(service = Check.class)
public final class Queued extends RosterCheck {

    private static final double MODERATE_PERCENT = 5;

    private final BundleContext context;

    @Activate
    public Queued(BundleContext context) {
        super("memory.queued");
        this.context = context;
    }

    @Override
    public Measurement measure() throws InvalidSyntaxException {
        Collection<ServiceReference<Transport>> references = context.getServiceReferences(Transport.class, null);
        if (references.isEmpty()) {
            throw new IllegalStateException("there is no transport");
        }
        long waiting = 0;
        long messages = 0;
        for (ServiceReference<Transport> reference : references) {
            Transport transport = context.getService(reference);
            if (transport != null) {
                waiting += transport.streams().waitingBytes();
                messages += transport.streams().waitingMessages();
                context.ungetService(reference);
            }
        }
        long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        long bound = Runtime.getRuntime().maxMemory();
        double percent = 100.0 * waiting / bound;
        return Measurement.of(
                        percent,
                        "% of the heap",
                        "under 5",
                        Verdict.below(percent, MODERATE_PERCENT, 4 * MODERATE_PERCENT))
                .saying(String.format(
                        Locale.ROOT,
                        "%d messages wait, %.1f MB on the heap; %.1f MB of buffers beside it",
                        messages,
                        waiting / 1048576.0,
                        direct / 1048576.0))
                .remedy(Action.configure("dev.backplane.transport.http", "streamsBytesMax", bound / 25));
    }
}
