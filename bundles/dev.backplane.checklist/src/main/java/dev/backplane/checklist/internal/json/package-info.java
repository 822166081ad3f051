/** Checks of the codec. */
@NullMarked
package dev.backplane.checklist.internal.json;

import org.jspecify.annotations.NullMarked;
