package dev.backplane.checklist.internal;

import dev.backplane.spi.check.Check;
import dev.backplane.spi.check.CheckResult;
import dev.backplane.spi.check.Checklist;
import dev.backplane.spi.check.Report;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs all checks there are again and again, and keeps what came of them. Thread-safe: one round runs at a time. */
@Component(service = Checklist.class, immediate = true)
public final class LiveChecklist implements Checklist {

    private static final Logger LOG = LoggerFactory.getLogger(LiveChecklist.class);

    /** A round rests for so many times the processor time that it took: so all checks take half a percent of a core at most. */
    private static final long REST = 200;

    private static final List<CheckResult> ROSTER = Roster.notMeasured();

    /** One that is offered. */
    private record Offer(Check check, CheckResult row, int ranking) {
        String id() {
            return row.id();
        }
    }

    private final Settings settings;
    private final Clock clock;
    private final Map<Check, Offer> offers = new ConcurrentHashMap<>();
    private final Map<String, CheckResult> last = new ConcurrentHashMap<>();
    private final ReentrantLock round = new ReentrantLock();
    private final ScheduledThreadPoolExecutor timer;

    /** Guarded by the lock of the round. */
    private final Runner runner;

    private volatile boolean closed;

    @Activate
    public LiveChecklist(@Reference Settings settings) {
        this(settings, Clock.systemUTC());
        schedule(settings.values().periodMillis());
    }

    LiveChecklist(Settings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.runner = new Runner(clock);
        timer = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "backplane-checklist");
            thread.setDaemon(true);
            return thread;
        });
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Deactivate
    void deactivate() {
        closed = true;
        timer.shutdownNow();
        runner.close();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addCheck(Check check, Map<String, Object> properties) {
        int ranking = properties.get(Constants.SERVICE_RANKING) instanceof Integer given ? given : 0;
        try {
            offers.put(
                    check,
                    new Offer(check, CheckResult.notMeasured(check.id(), check.layer(), check.title()), ranking));
        } catch (RuntimeException e) {
            LOG.warn("A check does not say what it is: {}", check.getClass().getName(), e);
        }
    }

    void removeCheck(Check check) {
        Offer gone = offers.remove(check);
        if (gone != null) {
            last.remove(gone.id());
        }
    }

    private void schedule(long millis) {
        if (!closed) {
            timer.schedule(this::regularly, millis, TimeUnit.MILLISECONDS);
        }
    }

    private void regularly() {
        long rest = settings.values().periodMillis();
        try {
            round.lockInterruptibly();
            try {
                runner.takeCpuNanos();
                run(known());
                rest = Math.max(rest, TimeUnit.NANOSECONDS.toMillis(REST * runner.takeCpuNanos()));
            } finally {
                round.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        } catch (RuntimeException e) {
            LOG.warn("The checks could not be run; it is tried again", e);
        }
        schedule(rest);
    }

    @Override
    public Report report() {
        return report(known());
    }

    @Override
    public Report measure(@Nullable String of) throws InterruptedException {
        List<CheckResult> rows = known().stream()
                .filter(row ->
                        of == null || row.layer().id().equals(of) || row.id().equals(of))
                .toList();
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("there is no layer or check " + of + "; there are "
                    + known().stream()
                            .flatMap(row -> Stream.of(row.layer().id(), row.id()))
                            .distinct()
                            .toList());
        }
        round.lockInterruptibly();
        try {
            return report(run(rows));
        } finally {
            round.unlock();
        }
    }

    private Report report(List<CheckResult> rows) {
        return new Report(rows, settings.values().weights(), clock.millis());
    }

    /** Returns the roster and what else is offered, with what came of each last. */
    private List<CheckResult> known() {
        List<CheckResult> all = new ArrayList<>(ROSTER);
        for (Offer offer : offers.values()) {
            if (all.stream().noneMatch(row -> row.id().equals(offer.id()))) {
                all.add(offer.row());
            }
        }
        all.replaceAll(row -> last.getOrDefault(row.id(), row));
        all.sort(Comparator.comparing(CheckResult::layer));
        return all;
    }

    /** Runs those of these that are offered. Called under the lock of the round. */
    private List<CheckResult> run(List<CheckResult> rows) throws InterruptedException {
        List<CheckResult> results = new ArrayList<>();
        for (CheckResult row : rows) {
            Offer best = offers.values().stream()
                    .filter(offer -> offer.id().equals(row.id()))
                    .max(Comparator.comparingInt(Offer::ranking))
                    .orElse(null);
            if (best == null || closed) {
                results.add(row);
                continue;
            }
            CheckResult result = runner.run(best.check(), row, settings.values().limitMillis());
            last.put(row.id(), result);
            if (!offers.containsKey(best.check())) {
                last.remove(row.id(), result);
            }
            results.add(result);
        }
        return results;
    }
}
