/** The dispatcher: where work that may wait runs. */
@Export
@Version("1.0.0")
@NullMarked
package dev.backplane.spi.dispatch;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
