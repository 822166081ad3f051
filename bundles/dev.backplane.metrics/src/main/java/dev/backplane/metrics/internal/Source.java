package dev.backplane.metrics.internal;

/** Tells the figures of a layer. Used by one thread at a time. */
@FunctionalInterface
interface Source {

    /** Reads them now, from what the parts count anyway. */
    void read(Figures out) throws Exception;
}
