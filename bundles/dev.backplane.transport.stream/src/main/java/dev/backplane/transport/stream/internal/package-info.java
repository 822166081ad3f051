/** Lines over TCP and Unix domain sockets. */
@NullMarked
package dev.backplane.transport.stream.internal;

import org.jspecify.annotations.NullMarked;
