/** Load scenarios on the built distribution. */
@NullMarked
package dev.backplane.benchmarks;

import org.jspecify.annotations.NullMarked;
