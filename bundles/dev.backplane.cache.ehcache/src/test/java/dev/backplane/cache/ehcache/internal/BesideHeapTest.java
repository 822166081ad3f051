package dev.backplane.cache.ehcache.internal;

/** Beside the heap, the contract of all tiers. */
class BesideHeapTest extends EhcacheTierTest {

    @Override
    Sizes sizes() {
        return new Sizes(2, 0, 24);
    }
}
