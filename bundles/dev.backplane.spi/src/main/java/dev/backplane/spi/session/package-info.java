/** The session store: what a legacy session must remember, and its stream events. */
@Export
@Version("1.0.0")
@NullMarked
package dev.backplane.spi.session;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
