/**
 * The fixture of the public MCP conformance suite (npm {@code @modelcontextprotocol/conformance}): what it calls by name,
 * answering what the text of its scenarios asks for.
 */
@NullMarked
package dev.backplane.plugin.conformance.internal;

import org.jspecify.annotations.NullMarked;
