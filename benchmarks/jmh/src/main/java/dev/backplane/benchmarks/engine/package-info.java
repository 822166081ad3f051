/** What the engine takes for a call. */
@NullMarked
package dev.backplane.benchmarks.engine;

import org.jspecify.annotations.NullMarked;
