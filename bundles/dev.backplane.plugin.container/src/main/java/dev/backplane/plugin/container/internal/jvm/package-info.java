/** Threads and heap of the running container. */
@NullMarked
package dev.backplane.plugin.container.internal.jvm;

import org.jspecify.annotations.NullMarked;
