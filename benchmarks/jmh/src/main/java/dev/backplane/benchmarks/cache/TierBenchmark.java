package dev.backplane.benchmarks.cache;

import dev.backplane.spi.cache.CacheKey;
import dev.backplane.spi.cache.CachedValue;
import java.util.Arrays;
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

/** Operations on a cache that has entries already, with keys in random order: {@value #BATCH} at a time. One thread. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@NullUnmarked
public class TierBenchmark {

    static final int BATCH = 100;
    private static final int FRESH_LEAST = 200_000;

    @Param({"cache", "tier", "ehcache", "caffeine", "map"})
    Kind kind;

    @Param({"1000", "10000", "100000", "1000000"})
    int entries;

    private CacheKey[] probes;
    private CachedValue value;
    private int next;

    @Setup
    public void fill() {
        value = Keys.value("tag");
        probes = Keys.shuffled(Keys.of(entries, 1), 7);
    }

    private Kind.Subject filled(Kind.Subject subject) {
        CacheKey[] keys = Keys.of(entries, 1);
        for (int i = 0; i < entries; i++) {
            subject.put(keys[i], Keys.value());
        }
        return subject;
    }

    private int advance() {
        int at = next;
        next = at + 2 * BATCH > probes.length ? 0 : at + BATCH;
        return at;
    }

    /** Entries in, and none evicted. */
    @State(Scope.Benchmark)
    public static class Roomy {
        Kind.Subject subject;

        @Setup
        public void fill(TierBenchmark benchmark) {
            subject = benchmark.filled(benchmark.kind.create(2 * benchmark.entries));
        }
    }

    /** As many entries as there is room for, and keys that are not in. */
    @State(Scope.Benchmark)
    public static class Full {
        Kind.Subject subject;
        CacheKey[] fresh;
        int at;

        @Setup
        public void fill(TierBenchmark benchmark) {
            subject = benchmark.filled(benchmark.kind.create(benchmark.entries));
            fresh = Keys.of(Math.max(FRESH_LEAST, 2 * benchmark.entries), 2);
        }
    }

    /** Keys that are not in. */
    @State(Scope.Benchmark)
    public static class Strange {
        CacheKey[] keys;

        @Setup
        public void make(TierBenchmark benchmark) {
            keys = Keys.shuffled(Keys.of(benchmark.entries, 3), 7);
        }
    }

    /** The batch that is to go, in before each. */
    @State(Scope.Benchmark)
    public static class Going {
        CacheKey[] keys;

        @Setup(Level.Invocation)
        public void putBack(TierBenchmark benchmark, Roomy roomy) {
            CacheKey[] before = keys;
            if (before != null) {
                CachedValue plain = Keys.value();
                for (CacheKey key : before) {
                    roomy.subject.put(key, plain);
                }
            }
            int at = benchmark.advance();
            keys = Arrays.copyOfRange(benchmark.probes, at, at + BATCH);
        }
    }

    /** The batch that is to go has a tag of its own. */
    @State(Scope.Benchmark)
    public static class Tagged {
        CacheKey[] keys;

        @Setup(Level.Invocation)
        public void tag(TierBenchmark benchmark, Roomy roomy) {
            int at = benchmark.advance();
            keys = Arrays.copyOfRange(benchmark.probes, at, at + BATCH);
            for (CacheKey key : keys) {
                roomy.subject.put(key, benchmark.value);
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int hit(Roomy roomy) {
        int found = 0;
        int at = advance();
        for (int i = 0; i < BATCH; i++) {
            found += roomy.subject.get(probes[at + i]);
        }
        return found;
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int miss(Roomy roomy, Strange strange) {
        int found = 0;
        int at = advance();
        for (int i = 0; i < BATCH; i++) {
            found += roomy.subject.get(strange.keys[at + i]);
        }
        return found;
    }

    /** In the place of what is there. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void put(Roomy roomy) {
        CachedValue plain = Keys.value();
        int at = advance();
        for (int i = 0; i < BATCH; i++) {
            roomy.subject.put(probes[at + i], plain);
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void putThatEvicts(Full full) {
        CachedValue plain = Keys.value();
        int at = full.at;
        full.at = at + 2 * BATCH > full.fresh.length ? 0 : at + BATCH;
        for (int i = 0; i < BATCH; i++) {
            full.subject.put(full.fresh[at + i], plain);
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void remove(Roomy roomy, Going going) {
        for (CacheKey key : going.keys) {
            roomy.subject.remove(key);
        }
    }

    /** For each of the entries; a tag has {@value #BATCH}. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void invalidate(Roomy roomy, Tagged tagged) {
        roomy.subject.invalidate("tag", tagged.keys);
    }
}
