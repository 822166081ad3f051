/** The way of the benchmarks to what they measure. */
@NullMarked
package dev.backplane.engine.internal;

import org.jspecify.annotations.NullMarked;
