/** JSON Schema and records: what a tool takes, what it gives, and whether a value fits. */
@NullMarked
package dev.backplane.engine.internal.schema;

import org.jspecify.annotations.NullMarked;
