package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.Ask;
import dev.backplane.api.CallContext;
import dev.backplane.api.Param;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import org.osgi.service.component.annotations.Component;

/** Asks the user for a name and an address. Stateless, thus thread-safe. */
@Component
public final class ElicitationTool implements Tool<ElicitationTool.Args> {

    private static final String FORM = """
            {"type":"object","properties":{
              "username":{"type":"string","description":"User's response"},
              "email":{"type":"string","description":"User's email address"}
            },"required":["username","email"]}""";

    public record Args(
            @Param("The message to show the user") String message) {}

    @Override
    public ToolInfo<Args> info() {
        return ToolInfo.of("test_elicitation", Args.class)
                .description("Asks the user to fill in a form.")
                .readOnly();
    }

    @Override
    public ToolResult call(Args arguments, CallContext context) {
        Ask.ElicitAnswer answer = context.ask("form", Ask.form(arguments.message(), FORM));
        return ToolResult.text("User response: " + Samples.describe(answer));
    }
}
