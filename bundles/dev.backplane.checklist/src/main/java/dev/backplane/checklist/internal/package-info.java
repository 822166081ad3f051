/** The checklist: its roster, how its checks are run, and what these have in common. */
@NullMarked
package dev.backplane.checklist.internal;

import org.jspecify.annotations.NullMarked;
