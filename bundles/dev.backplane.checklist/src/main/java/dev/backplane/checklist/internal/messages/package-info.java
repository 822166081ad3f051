/** Checks of how work is passed on. */
@NullMarked
package dev.backplane.checklist.internal.messages;

import org.jspecify.annotations.NullMarked;
