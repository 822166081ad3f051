/** Requests as meters and traces see them: once they have been answered. */
@Export
@Version("1.0.0")
@NullMarked
package dev.backplane.spi.call;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
