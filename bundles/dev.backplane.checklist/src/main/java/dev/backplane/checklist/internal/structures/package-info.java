/** Checks of what subscriptions and configuration are kept in. */
@NullMarked
package dev.backplane.checklist.internal.structures;

import org.jspecify.annotations.NullMarked;
