package dev.backplane.slots.internal;

/**
 * An implementation that could fill a slot. The natural order has the best first: highest ranking, then longest there.
 *
 * @param id the service's id, by which it is known
 * @param ranking the service's ranking
 * @param variant its name within the slot
 */
record Candidate<T>(long id, int ranking, String variant, T service) implements Comparable<Candidate<T>> {

    @Override
    public int compareTo(Candidate<T> other) {
        int order = Integer.compare(other.ranking, ranking);
        return order != 0 ? order : Long.compare(id, other.id);
    }
}
