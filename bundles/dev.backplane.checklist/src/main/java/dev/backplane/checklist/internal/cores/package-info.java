/** Checks of how the processors are used. */
@NullMarked
package dev.backplane.checklist.internal.cores;

import org.jspecify.annotations.NullMarked;
