/** The registry: who is reachable under which key, and who owns the entry. */
@Export
@Version("1.0.0")
@NullMarked
package dev.backplane.spi.registry;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
