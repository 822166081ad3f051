/** The console, and the checklist's report as a page. */
@NullMarked
package dev.backplane.console.internal;

import org.jspecify.annotations.NullMarked;
