/** Slots: the parts of the platform that can be swapped while it runs. */
@Export
@Version("1.0.0")
@NullMarked
package dev.backplane.spi.slot;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
