package dev.backplane.benchmarks.registry;

import dev.backplane.spi.registry.Entry;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Registrations into, and removals from, a registry that has entries already: {@value #BATCH} at a time for each thread. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@NullUnmarked
public class WriteBenchmark {

    static final int BATCH = 50_000;

    @Param({"bare", "single", "sharded"})
    Variant variant;

    @Param({"10000", "100000", "1000000"})
    int entries;

    private Variant.Subject subject;

    @Setup
    public void fill() {
        subject = variant.create();
        for (Entry entry : Entries.of(entries, 10, 1)) {
            subject.register(entry);
        }
    }

    /** Entries of one thread, out before a batch and after it. */
    @State(Scope.Thread)
    public static class Out {
        final Entry[] entries =
                Entries.of(BATCH, 10, 1000 + (int) Thread.currentThread().getId());

        @TearDown(Level.Invocation)
        public void takeOut(WriteBenchmark benchmark) {
            for (Entry entry : entries) {
                benchmark.subject.unregister(entry);
            }
        }
    }

    /** Entries of one thread, in before a batch and out after it. */
    @State(Scope.Thread)
    public static class In {
        final Entry[] entries =
                Entries.of(BATCH, 10, 1000 + (int) Thread.currentThread().getId());

        @Setup(Level.Invocation)
        public void putIn(WriteBenchmark benchmark) {
            for (Entry entry : entries) {
                benchmark.subject.register(entry);
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int register(Out out) {
        int refused = 0;
        for (Entry entry : out.entries) {
            refused += subject.register(entry) == null ? 0 : 1;
        }
        return refused;
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int unregister(In in) {
        int gone = 0;
        for (Entry entry : in.entries) {
            gone += subject.unregister(entry) ? 1 : 0;
        }
        return gone;
    }
}
