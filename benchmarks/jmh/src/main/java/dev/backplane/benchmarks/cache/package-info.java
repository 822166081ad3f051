/** What the fastest cache tier costs, beside bare Ehcache and bare Caffeine. */
@NullMarked
package dev.backplane.benchmarks.cache;

import org.jspecify.annotations.NullMarked;
