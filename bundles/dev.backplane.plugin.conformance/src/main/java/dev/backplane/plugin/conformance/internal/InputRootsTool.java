package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.Ask;
import dev.backplane.api.CallContext;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Component;

/** Asks for the client's roots (SEP-2322). Stateless, thus thread-safe. */
@Component
public final class InputRootsTool implements Tool<NoArguments> {

    @Override
    public ToolInfo<NoArguments> info() {
        return ToolInfo.of("test_input_required_result_list_roots", NoArguments.class)
                .description("Asks for the client's roots.")
                .readOnly();
    }

    @Override
    public ToolResult call(NoArguments arguments, CallContext context) {
        Ask.RootsAnswer answer = context.ask("client_roots", Ask.roots());
        String uris = answer.roots().stream().map(Ask.Root::uri).collect(Collectors.joining(", "));
        return ToolResult.text("Client roots: " + uris);
    }
}
