/** The cache, for plugin authors: values that are cheaper to keep than to make, in whichever tiers there are. */
@Export
@Version("1.0.0")
@NullMarked
package dev.backplane.api.cache;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
