/** The codec: JSON-RPC messages between bytes and the engine. */
@Export
@Version("1.0.0")
@NullMarked
package dev.backplane.spi.codec;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
