package dev.backplane.checklist.internal.memory;

import dev.backplane.checklist.internal.Jvm;
import dev.backplane.checklist.internal.RosterCheck;
import dev.backplane.checklist.internal.Settings;
import dev.backplane.spi.check.Action;
import dev.backplane.spi.check.Check;
import dev.backplane.spi.check.Measurement;
import dev.backplane.spi.check.Verdict;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.management.JMException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Whether memory that is not used any more is given back: what the heap takes, when nothing has happened for a window, against
 * what was in use after a collection. For one thread.
 */
@Component(service = Check.class)
public final class Trimming extends RosterCheck {

    /** As much as this is kept whatever is in use. */
    private static final double KEPT = 256L * 1024 * 1024;

    private static final double MODERATE = 4;
    private static final double BUSY = 0.1;
    private static final Path STATUS = Path.of("/proc/self/status");

    private final Collections collections;
    private final Settings settings;
    private long cpuBefore = -1;
    private long busyNanos = System.nanoTime();
    private long lookedNanos;

    @Activate
    public Trimming(@Reference Collections collections, @Reference Settings settings) {
        super("memory.trimming");
        this.collections = collections;
        this.settings = settings;
    }

    @Override
    public Measurement measure() throws IOException, JMException {
        long idleMillis = idleMillis();
        double taken = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
        double used = Math.max(1, collections.left());
        double times = taken / used;
        Verdict verdict = taken <= KEPT || idleMillis < settings.windowMillis()
                ? Verdict.OPTIMAL
                : Verdict.below(times, MODERATE, 2 * MODERATE);
        return Measurement.of(times, "times what is used", "under 4, or under 256 MB, when idle", verdict)
                .saying(mega(taken) + " of heap taken, " + mega(used) + " in use after a collection" + resident()
                        + ", idle for " + idleMillis / 1_000 + " s")
                .remedy(Action.option("-XX:+UseG1GC -XX:G1PeriodicGCInterval=30000"));
    }

    /** Returns for how long the process has been using less than a tenth of a processor. */
    private long idleMillis() throws JMException {
        long now = System.nanoTime();
        long cpu = Jvm.cpuNanos();
        if (cpuBefore < 0 || cpu - cpuBefore > (now - lookedNanos) * BUSY) {
            busyNanos = now;
        }
        cpuBefore = cpu;
        lookedNanos = now;
        return (now - busyNanos) / 1_000_000;
    }

    private static String mega(double bytes) {
        return Math.round(bytes / (1024 * 1024)) + " MB";
    }

    private static String resident() throws IOException {
        if (!Files.isReadable(STATUS)) {
            return "";
        }
        return Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .findFirst()
                .map(line -> ", resident " + Long.parseLong(line.replaceAll("\\D", "")) / 1024 + " MB")
                .orElse("");
    }
}
