/** Bundles, services and features of the running container. */
@NullMarked
package dev.backplane.plugin.container.internal.bundles;

import org.jspecify.annotations.NullMarked;
