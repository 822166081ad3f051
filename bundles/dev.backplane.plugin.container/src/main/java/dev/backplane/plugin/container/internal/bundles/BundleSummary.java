package dev.backplane.plugin.container.internal.bundles;

import dev.backplane.api.Param;

/** A bundle in a list. */
public record BundleSummary(
        long id,
        String symbolicName,
        String version,
        @Param("A fragment never gets beyond RESOLVED") BundleState state,
        boolean fragment) {}
