/** A plugin that the scenarios put into the distribution. */
@NullMarked
package dev.backplane.benchmarks.plugin;

import org.jspecify.annotations.NullMarked;
