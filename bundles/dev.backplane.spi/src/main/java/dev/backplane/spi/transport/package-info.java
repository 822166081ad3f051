/** What a transport and the engine expect of each other. */
@Export
@Version("1.0.0")
@NullMarked
package dev.backplane.spi.transport;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
