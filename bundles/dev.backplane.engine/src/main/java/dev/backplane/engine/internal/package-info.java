@NullMarked
package dev.backplane.engine.internal;

import org.jspecify.annotations.NullMarked;
