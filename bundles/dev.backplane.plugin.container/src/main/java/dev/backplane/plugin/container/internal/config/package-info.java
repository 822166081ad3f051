/** Configurations of the running container, secrets masked. */
@NullMarked
package dev.backplane.plugin.container.internal.config;

import org.jspecify.annotations.NullMarked;
