/** Cache tiers: where what is cheaper to keep than to make is kept. */
@Export
@Version("1.0.0")
@NullMarked
package dev.backplane.spi.cache;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
