/** The way of the benchmarks to what they measure. */
@NullMarked
package dev.backplane.cache.internal;

import org.jspecify.annotations.NullMarked;
