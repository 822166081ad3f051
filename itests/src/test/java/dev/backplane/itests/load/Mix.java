package dev.backplane.itests.load;

/**
 * What a load is made of.
 *
 * @param seed of all choices
 * @param connections actors, each with a connection for calls and some for streams
 * @param sessions kept open, by all actors together
 */
public record Mix(long seed, int connections, int sessions) {

    /** Sixteen connections, 160 sessions. */
    public static Mix seeded(long seed) {
        return new Mix(seed, 16, 160);
    }

    /** The same with as many sessions. */
    public Mix sessions(int count) {
        return new Mix(seed, connections, count);
    }
}
