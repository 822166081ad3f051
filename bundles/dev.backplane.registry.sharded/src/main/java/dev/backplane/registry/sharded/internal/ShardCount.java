package dev.backplane.registry.sharded.internal;

/**
 * How many shards there are.
 *
 * @param value a power of two, 1 to {@value #BOUND}
 */
record ShardCount(int value) {

    static final int BOUND = 4096;

    private static final int FOR_EACH_PROCESSOR = 4;

    /**
     * Returns the count that is configured, or the one that suits the processors where that is 0; either is rounded up
     * to a power of two.
     *
     * @throws IllegalArgumentException if what is configured is no number or out of bounds
     */
    static ShardCount of(ShardedConfig config, int processors) {
        int shards;
        try {
            shards = config.shards();
        } catch (RuntimeException e) {
            // a component property is converted when it is read
            throw new IllegalArgumentException(
                    ShardedRegistry.PID + ": shards is no number in range: " + e.getMessage(), e);
        }
        if (shards < 0 || shards > BOUND) {
            throw new IllegalArgumentException(
                    ShardedRegistry.PID + ": shards is " + shards + ", must be 0 to " + BOUND);
        }
        return shards == 0 ? forProcessors(processors) : powerOfTwo(shards);
    }

    static ShardCount forProcessors(int processors) {
        return powerOfTwo(Math.min(BOUND, FOR_EACH_PROCESSOR * processors));
    }

    private static ShardCount powerOfTwo(int atLeast) {
        int highest = Integer.highestOneBit(atLeast);
        return new ShardCount(highest == atLeast ? atLeast : highest << 1);
    }
}
