package dev.backplane.checklist.internal.cores;

import dev.backplane.checklist.internal.RosterCheck;
import dev.backplane.checklist.internal.Swaps;
import dev.backplane.spi.check.Check;
import dev.backplane.spi.check.Measurement;
import dev.backplane.spi.check.Verdict;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.slot.Slot;
import dev.backplane.spi.slot.Slots;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Whether look-ups by all processors at once cost each no more than by one alone. It goes by processor time, so that other work
 * on the machine counts for nothing, and by how often a thread had to wait.
 */
@Component(service = Check.class)
public final class ConcurrentReads extends RosterCheck {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final long NANOS = 1_000_000;
    private static final int AT_ONCE = 100;
    private static final int ROUNDS = 3;
    private static final int THREADS_MAX = 8;

    /** More than a thread waits that is held up by the machine now and then. */
    private static final double WAITS_PERCENT = 1;

    private static final double MODERATE_PERCENT = 60;
    private static final double BOTTLENECK_PERCENT = 30;

    private final Registry registry;
    private final Slots slots;

    @Activate
    public ConcurrentReads(@Reference(target = Slot.ACTIVE_TARGET) Registry registry, @Reference Slots slots) {
        super("cores.reads");
        this.registry = registry;
        this.slots = slots;
    }

    /** What a thread has done. */
    private final class Reader implements Runnable {
        private final Key key;
        private long reads;
        private long cpuNanos;
        private long waits;

        Reader(Key key) {
            this.key = key;
        }

        @Override
        public void run() {
            long waitsBefore = waited();
            long cpu = THREADS.getCurrentThreadCpuTime();
            while (cpuNanos < NANOS && waits < AT_ONCE) {
                for (int i = 0; i < AT_ONCE; i++) {
                    registry.lookup(key);
                }
                reads += AT_ONCE;
                cpuNanos = THREADS.getCurrentThreadCpuTime() - cpu;
                waits = waited() - waitsBefore;
            }
        }

        double nanosPerRead() {
            return (double) cpuNanos / reads;
        }
    }

    @SuppressWarnings("deprecation") // its successor is newer than the oldest JVM that this runs on
    private static long waited() {
        ThreadInfo info = THREADS.getThreadInfo(Thread.currentThread().getId());
        return info == null ? 0 : info.getBlockedCount() + info.getWaitedCount();
    }

    @Override
    public Measurement measure() throws InterruptedException {
        int cores = Math.min(THREADS_MAX, Runtime.getRuntime().availableProcessors());
        double sum = 0;
        double waits = 0;
        for (int i = 0; i < ROUNDS; i++) {
            double alone =
                    together(1).stream().mapToDouble(Reader::nanosPerRead).max().orElseThrow();
            List<Reader> readers = together(cores);
            double each =
                    readers.stream().mapToDouble(Reader::nanosPerRead).average().orElseThrow();
            sum += Math.min(1, alone / each);
            long waited = readers.stream().mapToLong(reader -> reader.waits).sum();
            long read = readers.stream().mapToLong(reader -> reader.reads).sum();
            waits = Math.max(waits, 100.0 * waited / read);
        }
        double percent = waits >= WAITS_PERCENT ? 0 : 100 * sum / ROUNDS;
        Verdict verdict = percent >= MODERATE_PERCENT
                ? Verdict.OPTIMAL
                : percent >= BOTTLENECK_PERCENT ? Verdict.MODERATE : Verdict.BOTTLENECK;
        return Measurement.of(percent, "% of " + cores + " processors", "at least 60 %", verdict)
                .saying(String.format(
                        Locale.ROOT, "%.2f %% of look-ups waited (%s)", waits, Swaps.active(slots, Slot.REGISTRY)))
                .remedy(Swaps.other(slots, Slot.REGISTRY, "single"));
    }

    private List<Reader> together(int count) throws InterruptedException {
        List<Reader> readers = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Reader reader = new Reader(new Key("checklist.cores", Integer.toString(i)));
            Thread thread = new Thread(reader, "backplane-checklist-reader");
            thread.setDaemon(true);
            readers.add(reader);
            threads.add(thread);
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        return readers;
    }
}
