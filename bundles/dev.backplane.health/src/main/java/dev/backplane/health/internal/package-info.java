/** The layers of the checklist, for those who ask Felix health checks. */
@NullMarked
package dev.backplane.health.internal;

import org.jspecify.annotations.NullMarked;
