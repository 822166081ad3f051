/** Two tools for trying the platform and for putting load on it. */
@NullMarked
package dev.backplane.plugin.samples.internal;

import org.jspecify.annotations.NullMarked;
