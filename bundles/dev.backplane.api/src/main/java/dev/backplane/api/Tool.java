package dev.backplane.api;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * One tool. Register it as an OSGi service (a DS component of this type) and it appears in every connected client;
 * withdraw the service and it goes.
 *
 * <p>Implementations are called by many threads at once. {@link #info()} is read once, when the service appears.
 *
 * @param <A> the type of the arguments: a record, whose fields give the input schema, or {@link Arguments} where the
 *     schema is given as JSON
 */
@ConsumerType
public interface Tool<A> {

    /** Returns what clients see in {@code tools/list}. Must return an equal value each time. */
    ToolInfo<A> info();

    /**
     * Runs the tool. The arguments have passed the input schema.
     *
     * <p>A handler that calls {@link CallContext#ask} is entered again from its start once the client has answered, in
     * every protocol revision: what stands before an {@code ask} must be safe to repeat.
     *
     * @throws McpException to answer with a JSON-RPC error instead of a tool result
     * @throws Exception anything else: answered as a result with {@code isError: true} that carries its message
     */
    ToolResult call(A arguments, CallContext context) throws Exception;
}
