package dev.backplane.cache.internal;

import dev.backplane.api.cache.CacheConverter;
import dev.backplane.api.cache.CachePolicy;
import dev.backplane.api.cache.CacheView;
import dev.backplane.api.cache.Cached;
import dev.backplane.spi.cache.CacheTier;
import dev.backplane.spi.cache.MemoryTier;
import dev.backplane.spi.cache.TestTime;
import java.time.Duration;
import java.util.Set;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/**
 * What happens to one key, on several threads, could have happened one after the other, in spite of two tiers of which the faster
 * forgets now and then: Lincheck generates scenarios, runs them, under stress and by switching threads at every shared access, and
 * looks for an order that explains what was returned.
 */
@Param(name = "value", gen = IntGen.class, conf = "1:3")
public class CacheLinearizabilityTest {

    private static final int NONE = -1;

    private final TestTime time = new TestTime();
    private final CacheTier fast = new MemoryTier(time);
    private final CacheView<String> view;
    private final TieredCache cache;

    public CacheLinearizabilityTest() {
        Settings settings = new Settings();
        settings.behind = Set.of();
        cache = new TieredCache(settings.get(), time);
        cache.attach(0, fast);
        cache.attach(1, new MemoryTier(time));
        view = cache.namespace("n", CachePolicy.live(Duration.ofMinutes(1)).tagged("t"))
                .as(CacheConverter.text());
    }

    @Operation
    public void put(@Param(name = "value") int value) {
        view.put("k", String.valueOf(value));
    }

    @Operation
    public int get() {
        Cached<String> got = view.get("k");
        return got == null ? NONE : Integer.parseInt(got.value());
    }

    @Operation
    public void remove() {
        view.remove("k");
    }

    @Operation
    public void invalidate() {
        cache.invalidate("t");
    }

    /** The faster tier forgets, as it may: nobody is to notice. */
    @Operation
    public void evict() {
        fast.clear();
    }

    @Test
    void operationsOnAKey_underStress_areLinearizable() {
        check(new StressOptions().threads(3).actorsPerThread(3).invocationsPerIteration(200), 8);
    }

    @Test
    void operationsOnAKey_switchedAnywhere_areLinearizable() {
        check(new ModelCheckingOptions().threads(2).actorsPerThread(2).invocationsPerIteration(30), 5);
    }

    private <O extends Options<O, ?>> void check(O options, int scenarios) {
        options.iterations(scenarios)
                .actorsBefore(1)
                .actorsAfter(1)
                .sequentialSpecification(Model.class)
                .check(getClass());
    }

    /** What a cache of one key is meant to do. */
    public static final class Model {

        private int held = NONE;

        public void put(int value) {
            held = value;
        }

        public int get() {
            return held;
        }

        public void remove() {
            held = NONE;
        }

        public void invalidate() {
            held = NONE;
        }

        public void evict() {
            // what is in the slower tier stays
        }
    }
}
