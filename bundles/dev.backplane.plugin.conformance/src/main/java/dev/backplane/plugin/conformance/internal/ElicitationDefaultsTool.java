package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.Ask;
import dev.backplane.api.CallContext;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import org.osgi.service.component.annotations.Component;

/** Asks with defaults (SEP-1034). Stateless, thus thread-safe. */
@Component
public final class ElicitationDefaultsTool implements Tool<NoArguments> {

    private static final String FORM = """
            {"type":"object","properties":{
              "name":{"type":"string","description":"User name","default":"John Doe"},
              "age":{"type":"integer","description":"User age","default":30},
              "score":{"type":"number","description":"User score","default":95.5},
              "status":{"type":"string","description":"User status","enum":["active","inactive","pending"],"default":"active"},
              "verified":{"type":"boolean","description":"Verification status","default":true}
            },"required":[]}""";

    @Override
    public ToolInfo<NoArguments> info() {
        return ToolInfo.of("test_elicitation_sep1034_defaults", NoArguments.class)
                .description("Asks the user with a default for each kind of field.")
                .readOnly();
    }

    @Override
    public ToolResult call(NoArguments arguments, CallContext context) {
        Ask.ElicitAnswer answer = context.ask("form", Ask.form("Please review your profile", FORM));
        return ToolResult.text("Elicitation completed: " + Samples.describe(answer));
    }
}
