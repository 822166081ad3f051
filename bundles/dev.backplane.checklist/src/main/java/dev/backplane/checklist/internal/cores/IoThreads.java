package dev.backplane.checklist.internal.cores;

import dev.backplane.checklist.internal.RosterCheck;
import dev.backplane.spi.check.Action;
import dev.backplane.spi.check.Check;
import dev.backplane.spi.check.Measurement;
import dev.backplane.spi.check.Verdict;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** How evenly I/O threads are loaded, where one of them is busy. For one thread. */
@Component(service = Check.class)
public final class IoThreads extends RosterCheck {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final double BUSY = 0.7;
    private static final double MODERATE = 1.5;
    private static final double BOTTLENECK = 3;

    private Map<Long, Long> before = Map.of();
    private long beforeNanos;

    public IoThreads() {
        super("cores.io-threads");
    }

    @Override
    public Measurement measure() {
        Map<Long, Long> now = new HashMap<>();
        for (ThreadInfo info : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
            if (info != null && info.getThreadName().contains(" I/O-")) {
                now.put(info.getThreadId(), THREADS.getThreadCpuTime(info.getThreadId()));
            }
        }
        if (now.isEmpty()) {
            throw new IllegalStateException("there are no I/O threads");
        }
        long nanos = System.nanoTime();
        double elapsed = Math.max(1, nanos - beforeNanos);
        double sum = 0;
        double most = 0;
        for (Map.Entry<Long, Long> each : now.entrySet()) {
            Long cpu = before.get(each.getKey());
            double share = cpu == null ? 0 : (each.getValue() - cpu) / elapsed;
            sum += share;
            most = Math.max(most, share);
        }
        before = now;
        beforeNanos = nanos;
        double uneven = sum < 1e-3 ? 1 : most * now.size() / sum;
        Verdict verdict = most < BUSY ? Verdict.OPTIMAL : Verdict.below(uneven, MODERATE, BOTTLENECK);
        return Measurement.of(uneven, "times the mean", "under 1.5 where a thread is busy for 70 %", verdict)
                .saying(String.format(Locale.ROOT, "%d I/O threads, the busiest for %.1f %%", now.size(), 100 * most))
                .remedy(Action.advice("have clients share the load among more connections than I/O threads"));
    }
}
