/** What a plugin author needs to offer tools, resources, prompts and completions to every MCP client. */
@Export
@Version("1.0.0")
@NullMarked
package dev.backplane.api;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
