/** The container's log: reading it backwards, searching it, watching it grow. */
@NullMarked
package dev.backplane.plugin.container.internal.log;

import org.jspecify.annotations.NullMarked;
