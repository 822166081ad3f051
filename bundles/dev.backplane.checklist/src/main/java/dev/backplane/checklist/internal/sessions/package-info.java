/** Checks of sessions and of where they are kept. */
@NullMarked
package dev.backplane.checklist.internal.sessions;

import org.jspecify.annotations.NullMarked;
