/** Checks of the heap and of its collector. */
@NullMarked
package dev.backplane.checklist.internal.memory;

import org.jspecify.annotations.NullMarked;
