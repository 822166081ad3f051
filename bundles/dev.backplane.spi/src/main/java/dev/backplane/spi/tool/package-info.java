/** What the platform sees of a tool while it serves. */
@Export
@Version("1.0.0")
@NullMarked
package dev.backplane.spi.tool;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
