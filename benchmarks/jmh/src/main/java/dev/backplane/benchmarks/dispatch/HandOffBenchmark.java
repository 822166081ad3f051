package dev.backplane.benchmarks.dispatch;

import dev.backplane.dispatch.lanes.DispatchLimits;
import dev.backplane.dispatch.lanes.LaneThreads;
import dev.backplane.dispatch.lanes.Lanes;
import dev.backplane.spi.dispatch.Lane;
import dev.backplane.spi.dispatch.Work;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Hands over work that does nothing, to eight workers, with so much under way at a time: {@code lanes}, as the platform
 * does, each piece of one of 64 sessions and 4 names; and {@code executor}, a bare pool with one count against one bound.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class HandOffBenchmark {

    private static final int WORKERS = 8;
    private static final int SESSIONS = 64;
    private static final int NAMES = 4;
    private static final int ROOM = 10_000;

    @Param({"executor", "lanes"})
    public String to = "";

    @Param({"1", "16", "1000"})
    public int underWay;

    private final Work[] works = new Work[SESSIONS * NAMES];
    private final AtomicInteger inside = new AtomicInteger();
    private Semaphore window = new Semaphore(0);
    private ThreadPoolExecutor executor = pool();
    private Lanes lanes = lanes();

    private static ThreadPoolExecutor pool() {
        return new ThreadPoolExecutor(WORKERS, WORKERS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
    }

    private static Lanes lanes() {
        return new Lanes(
                new DispatchLimits("benchmark", WORKERS, ROOM, 256, 0, WORKERS, 2, ROOM, 2, ROOM, 8, 30_000, 10_000),
                LaneThreads.all(LaneThreads.platform("worker-", HandOffBenchmark.class.getClassLoader())));
    }

    @Setup
    public void start() {
        window = new Semaphore(underWay);
        for (int i = 0; i < works.length; i++) {
            works[i] = Work.of(Lane.NORMAL, "name " + i % NAMES, "session " + i % SESSIONS, window::release);
        }
        executor = pool();
        lanes = lanes();
    }

    @TearDown
    public void stop() throws InterruptedException {
        window.acquire(underWay);
        executor.shutdown();
        lanes.close();
    }

    /** One caller's place among the works. */
    @State(Scope.Thread)
    public static class Turn {
        private int next;
    }

    @Benchmark
    public void handOver(Turn turn) throws InterruptedException {
        Work work = works[turn.next++ % works.length];
        window.acquire();
        if (to.equals("lanes")) {
            lanes.dispatch(work);
        } else {
            if (inside.incrementAndGet() > ROOM) {
                throw new IllegalStateException("full");
            }
            executor.execute(() -> {
                try {
                    work.run();
                } finally {
                    inside.decrementAndGet();
                }
            });
        }
    }
}
