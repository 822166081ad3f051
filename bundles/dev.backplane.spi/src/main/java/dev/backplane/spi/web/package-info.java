/** Pages: what bundles show to people and to monitoring, on the listener that serves MCP. */
@Export
@Version("1.0.0")
@NullMarked
package dev.backplane.spi.web;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
