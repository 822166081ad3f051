package dev.backplane.api;

import org.jspecify.annotations.Nullable;

/**
 * Hints about a tool's effects; null says nothing, and clients then assume the specification's defaults (not read-only,
 * destructive, not idempotent, open world).
 *
 * @param readOnly changes nothing
 * @param destructive may destroy something
 * @param idempotent the same call again has no further effect
 * @param openWorld reaches beyond this system
 */
public record ToolAnnotations(
        @Nullable Boolean readOnly,
        @Nullable Boolean destructive,
        @Nullable Boolean idempotent,
        @Nullable Boolean openWorld) {

    /** No hint at all. */
    public static final ToolAnnotations NONE = new ToolAnnotations(null, null, null, null);
}
