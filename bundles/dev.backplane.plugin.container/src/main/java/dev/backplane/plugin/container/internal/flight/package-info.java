/** Flight Recorder captures of the running container. */
@NullMarked
package dev.backplane.plugin.container.internal.flight;

import org.jspecify.annotations.NullMarked;
