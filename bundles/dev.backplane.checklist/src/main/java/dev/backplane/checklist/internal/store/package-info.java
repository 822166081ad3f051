/** Checks of tables that many threads read and write. */
@NullMarked
package dev.backplane.checklist.internal.store;

import org.jspecify.annotations.NullMarked;
