package dev.backplane.plugin.conformance.internal;

/** The arguments of a tool that takes none. */
public record NoArguments() {}
