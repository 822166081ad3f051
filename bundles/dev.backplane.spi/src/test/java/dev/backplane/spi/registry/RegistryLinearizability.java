package dev.backplane.spi.registry;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What happens to one key, on several threads, could have happened one after the other: Lincheck generates scenarios,
 * runs them, under stress and by switching threads at every shared access, and looks for an order that explains what was
 * returned. Each implementation's test extends it; it has a public constructor without parameters.
 */
@Param(name = "entry", gen = IntGen.class, conf = "0:" + (RegistryLinearizability.ENTRIES - 1))
@Param(name = "owner", gen = IntGen.class, conf = "0:" + (RegistryLinearizability.OWNERS - 1))
public abstract class RegistryLinearizability {

    static final int ENTRIES = 4;
    static final int OWNERS = 2;

    private static final int NONE = -1;
    private static final Key KEY = new Key("tool", "echo");

    private final Registry registry;
    private final Entry[] entries = new Entry[ENTRIES];

    protected RegistryLinearizability(Registry registry) {
        this.registry = registry;
        for (int i = 0; i < ENTRIES; i++) {
            entries[i] = new Entry(KEY, i, new Owner("session", String.valueOf(i % OWNERS)));
        }
    }

    @Operation
    public int register(@Param(name = "entry") int entry) {
        return number(registry.register(entries[entry]));
    }

    @Operation
    public boolean replace(@Param(name = "entry") int expected, @Param(name = "entry") int next) {
        return registry.replace(entries[expected], entries[next]);
    }

    @Operation
    public int lookup() {
        return number(registry.lookup(KEY));
    }

    @Operation
    public boolean unregister(@Param(name = "entry") int entry) {
        return registry.unregister(entries[entry]);
    }

    @Operation
    public int ownerGone(@Param(name = "owner") int owner) {
        return registry.ownerGone(new Owner("session", String.valueOf(owner)));
    }

    @Test
    void operationsOnAKey_underStress_areLinearizable() {
        check(new StressOptions().threads(3).invocationsPerIteration(1_000), 20);
    }

    @Test
    void operationsOnAKey_switchedAnywhere_areLinearizable() {
        check(new ModelCheckingOptions().threads(2).invocationsPerIteration(100), 20);
    }

    private <O extends Options<O, ?>> void check(O options, int scenarios) {
        options.iterations(scenarios)
                .actorsPerThread(3)
                .actorsBefore(1)
                .actorsAfter(1)
                .sequentialSpecification(Model.class)
                .check(getClass());
    }

    private static int number(@Nullable Entry entry) {
        return entry == null ? NONE : (int) entry.value();
    }

    /** What a registry of one key is meant to do. */
    public static final class Model {

        private int held = NONE;

        public int register(int entry) {
            int holder = held;
            if (holder == NONE) {
                held = entry;
            }
            return holder;
        }

        public boolean replace(int expected, int next) {
            boolean holds = held == expected;
            if (holds) {
                held = next;
            }
            return holds;
        }

        public int lookup() {
            return held;
        }

        public boolean unregister(int entry) {
            boolean holds = held == entry;
            if (holds) {
                held = NONE;
            }
            return holds;
        }

        public int ownerGone(int owner) {
            boolean goes = held != NONE && held % OWNERS == owner;
            if (goes) {
                held = NONE;
            }
            return goes ? 1 : 0;
        }
    }
}
