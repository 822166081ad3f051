/** Prompts that lead an agent to the cause of a trouble in the container. */
@NullMarked
package dev.backplane.plugin.container.internal.prompt;

import org.jspecify.annotations.NullMarked;
