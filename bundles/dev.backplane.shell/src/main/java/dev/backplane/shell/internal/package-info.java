/** The {@code mcp:} commands of Karaf's shell. */
@Header(name = "Karaf-Commands", value = "dev.backplane.shell.internal")
@NullMarked
package dev.backplane.shell.internal;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Header;
