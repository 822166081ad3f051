/** The codecs, compared. */
@NullMarked
package dev.backplane.benchmarks.codec;

import org.jspecify.annotations.NullMarked;
