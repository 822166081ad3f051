/** Meters of every layer, and the health of the platform. */
@NullMarked
package dev.backplane.metrics.internal;

import org.jspecify.annotations.NullMarked;
