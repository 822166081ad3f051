package dev.backplane.benchmarks.registry;

import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.Key;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Look-ups of keys that are there, in random order. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@NullUnmarked
public class LookupBenchmark {

    @Param({"bare", "single", "sharded"})
    Variant variant;

    @Param({"10000", "100000", "1000000"})
    int entries;

    private Variant.Subject subject;
    private Key[] probes;

    /** Where a thread is among the probes. */
    @State(Scope.Thread)
    public static class Position {
        int next = (int) (Thread.currentThread().getId() * 7919 % 10_000);
    }

    @Setup
    public void fill() {
        subject = variant.create();
        for (Entry entry : Entries.of(entries, 10, 1)) {
            subject.register(entry);
        }
        probes = Entries.probes(entries, 1);
    }

    @Benchmark
    public Entry lookup(Position position) {
        int next = position.next;
        position.next = next + 1 == probes.length ? 0 : next + 1;
        return subject.lookup(probes[next]);
    }
}
