/** Lanes of bounded mailboxes and their workers: what the dispatchers are made of. */
@NullMarked
package dev.backplane.dispatch.lanes;

import org.jspecify.annotations.NullMarked;
