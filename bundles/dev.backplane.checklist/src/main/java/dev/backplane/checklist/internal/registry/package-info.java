/** Checks of the registry and of what it is made of. */
@NullMarked
package dev.backplane.checklist.internal.registry;

import org.jspecify.annotations.NullMarked;
