package dev.backplane.api;

import java.util.Map;

/** No resource under that URI: -32602 in revision 2026-07-28, -32002 in older ones. */
public final class ResourceNotFoundException extends McpException {
    private static final long serialVersionUID = 1L;

    public ResourceNotFoundException(String uri) {
        super(RESOURCE_NOT_FOUND, "Resource not found: " + uri, Map.of("uri", uri));
    }
}
