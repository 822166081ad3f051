/** What the tools over the running container share: bounds, masking of secrets, JSON text. */
@NullMarked
package dev.backplane.plugin.container.internal;

import org.jspecify.annotations.NullMarked;
