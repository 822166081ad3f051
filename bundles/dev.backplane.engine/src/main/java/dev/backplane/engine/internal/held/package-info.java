/** What the engine holds by itself, as objects. */
@org.jspecify.annotations.NullMarked
package dev.backplane.engine.internal.held;
