/** What the cache and its fastest tier cost, beside bare Ehcache, bare Caffeine and a bare map. */
@NullMarked
package dev.backplane.benchmarks.cache;

import org.jspecify.annotations.NullMarked;
