package dev.backplane.api;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A family of resources under a URI template. Register it as an OSGi service. Called by many threads at once, on the
 * dispatcher.
 */
@ConsumerType
public interface ResourceTemplate {

    /** Returns what clients see in {@code resources/templates/list}. Must return an equal value each time. */
    TemplateInfo info();

    /**
     * Reads one resource of the family.
     *
     * @param uri what the client asked for
     * @param variables the template's variables, percent-decoded
     * @throws ResourceNotFoundException where no such resource exists
     * @throws McpException to answer with that JSON-RPC error; anything else is an internal error
     */
    ResourceResult read(String uri, Map<String, String> variables, CallContext context) throws Exception;

    /**
     * Returns the members that are to stand in {@code resources/list}; none by default. Say
     * {@link Changes#resourceListChanged} when it changes.
     */
    default List<ResourceInfo> list() {
        return List.of();
    }

    /**
     * Completes a variable.
     *
     * @param variable one of the template's
     * @param prefix what the user has typed
     * @param resolved the other variables already known
     */
    default Completion complete(String variable, String prefix, Map<String, String> resolved) {
        return Completion.NONE;
    }
}
