package dev.backplane.api;

import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/** One prompt. Register it as an OSGi service. Called by many threads at once, on the dispatcher. */
@ConsumerType
public interface Prompt {

    /** Returns what clients see in {@code prompts/list}. Must return an equal value each time. */
    PromptInfo info();

    /**
     * Makes the prompt. Required arguments are there. May {@linkplain CallContext#ask ask}, as a tool may.
     *
     * @throws McpException to answer with that JSON-RPC error; anything else is an internal error
     */
    PromptResult get(Map<String, String> arguments, CallContext context) throws Exception;

    /**
     * Completes an argument.
     *
     * @param argument one of the prompt's
     * @param prefix what the user has typed
     * @param resolved the other arguments already known
     */
    default Completion complete(String argument, String prefix, Map<String, String> resolved) {
        return Completion.NONE;
    }
}
