/** Checks of what is not Java. */
@NullMarked
package dev.backplane.checklist.internal.natives;

import org.jspecify.annotations.NullMarked;
