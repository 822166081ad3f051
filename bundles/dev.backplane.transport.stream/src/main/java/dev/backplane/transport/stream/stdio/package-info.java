/** The bridge from stdin and stdout to the platform's Unix domain socket: a program of its own, without the container. */
@NullMarked
package dev.backplane.transport.stream.stdio;

import org.jspecify.annotations.NullMarked;
