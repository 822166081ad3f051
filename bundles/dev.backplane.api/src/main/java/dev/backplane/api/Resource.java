package dev.backplane.api;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * One resource under a fixed URI. Register it as an OSGi service. Called by many threads at once; reads run on the
 * dispatcher and may wait. Say {@link Changes#resourceUpdated} when its contents change.
 */
@ConsumerType
public interface Resource {

    /** Returns what clients see. Must return an equal value each time. */
    ResourceInfo info();

    /**
     * Reads the resource. May {@linkplain CallContext#ask ask}, as a tool may.
     *
     * @throws McpException to answer with that JSON-RPC error; anything else is an internal error
     */
    ResourceResult read(CallContext context) throws Exception;
}
