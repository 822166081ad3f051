/** What the registries cost, beside a bare map. */
@NullMarked
package dev.backplane.benchmarks.registry;

import org.jspecify.annotations.NullMarked;
