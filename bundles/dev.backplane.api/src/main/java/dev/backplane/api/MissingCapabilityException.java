package dev.backplane.api;

import java.util.Map;

/** The client did not declare a capability that the call needs; answered with -32021 in revision 2026-07-28. */
public final class MissingCapabilityException extends McpException {
    private static final long serialVersionUID = 1L;

    /** The code of the same name, since revision 2026-07-28. */
    public static final int MISSING_REQUIRED_CLIENT_CAPABILITY = -32021;

    /** @param required the missing capabilities, in the shape of {@code ClientCapabilities} */
    public MissingCapabilityException(Map<String, Object> required) {
        super(
                MISSING_REQUIRED_CLIENT_CAPABILITY,
                "Missing required client capability: " + String.join(", ", required.keySet()),
                Map.of("requiredCapabilities", required));
    }
}
