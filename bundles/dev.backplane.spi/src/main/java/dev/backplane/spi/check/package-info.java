/** Checks: what the platform measures in itself, to name its bottleneck and what removes it. */
@Export
@Version("1.0.0")
@NullMarked
package dev.backplane.spi.check;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
