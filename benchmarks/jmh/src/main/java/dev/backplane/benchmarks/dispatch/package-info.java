/** What handing work to a dispatcher costs. */
@NullMarked
package dev.backplane.benchmarks.dispatch;

import org.jspecify.annotations.NullMarked;
