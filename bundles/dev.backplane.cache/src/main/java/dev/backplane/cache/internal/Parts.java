package dev.backplane.cache.internal;

import java.time.Clock;

/** What views work with. */
record Parts(
        Composer composer,
        Dependencies dependencies,
        Loads loads,
        Frames frames,
        Meters meters,
        HeldNamespaces held,
        Clock clock) {}
